import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./app/_lib/session/request.ts",
  // Compiled when built: the browser needs no reader of ICU messages, which is 10 kB.
  experimental: { messages: { path: "./messages", format: "json", locales: ["en", "zh"], precompile: true } },
});

export default withNextIntl({
  poweredByHeader: false,
  reactStrictMode: true,
  // Clients of Chatwoot's dialect post to paths with a trailing slash; they must not be redirected.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: ["pg", "@prisma/adapter-pg", "@prisma/client", "argon2", "pino"],
  // On a plain Next host the APIs outside `/api` come in by these; the app sees the path as it was asked for. Our own
  // server answers them before Next is asked.
  rewrites: async () => [
    { source: "/v1/:path*", destination: "/api/v1/:path*" },
    { source: "/public/api/:path*", destination: "/api/public/:path*" },
  ],
  // Types are checked by `npm run check`; a start must not fail, or wait, for them.
  typescript: { ignoreBuildErrors: true },
});
