import type { MetadataRoute } from "next";
import { getTranslations } from "next-intl/server";

/** The web app manifest: puts the inbox on a home screen, in its own window. Shortcuts are in the browser's language. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations("nav");
  const icons = [{ src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" }];
  return {
    name: "Tickline",
    short_name: "Tickline",
    id: "/inbox",
    start_url: "/inbox",
    scope: "/",
    display: "standalone",
    background_color: "#f5f5f3",
    theme_color: "#f5f5f3",
    categories: ["business", "productivity"],
    shortcuts: [
      { name: t("scope.mine"), url: "/inbox", icons },
      { name: t("scope.unassigned"), url: "/inbox?view=unassigned", icons },
    ],
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      ...icons,
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
