/** `https://a.example//` gives `https://a.example`. In time linear in the URL, which may be anybody's. */
export function withoutFinalSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}
