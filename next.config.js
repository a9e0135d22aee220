import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./app/_lib/session/request.ts",
  // Compiled at build time: saves the browser a parser of ICU messages (10 kB).
  experimental: { messages: { path: "./messages", format: "json", locales: ["en", "zh"], precompile: true } },
});

export default withNextIntl({
  poweredByHeader: false,
  reactStrictMode: true,
  // Clients of Chatwoot's dialect post to paths with a trailing slash; they must not be redirected.
  skipTrailingSlashRedirect: true,
  // The browser sends server actions by Tickline's own client, at once instead of one after another (docs/decisions/0075).
  turbopack: {
    resolveAlias: { "private-next-rsc-action-client-wrapper": "./app/_lib/actions/action-client.ts" },
  },
  experimental: {
    turbopackFileSystemCacheForBuild: process.env.TICKLINE_BUILD_CACHE !== "off", // scripts/build.js
    // Nobody downloads the server's code: whole names in stacks need no source maps, and a build takes a quarter less work.
    serverMinification: false,
    serverSourceMaps: false,
  },
  serverExternalPackages: ["pg", "@prisma/adapter-pg", "@prisma/client", "argon2", "pino"],
  // A plain Next host receives the APIs outside `/api` through these; the app sees the original path. Tickline's own server
  // answers them before Next.
  rewrites: async () => [
    { source: "/v1/:path*", destination: "/api/v1/:path*" },
    { source: "/wukongim/:path*", destination: "/api/wukongim/:path*" },
    { source: "/public/api/:path*", destination: "/api/public/:path*" },
  ],
  // `npm run check` checks types; a build neither fails because of them nor waits for the check.
  typescript: { ignoreBuildErrors: true },
});
