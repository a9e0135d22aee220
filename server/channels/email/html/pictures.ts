import type { Attributes } from "sanitize-html";

/** Pictures that the mail has in itself as text; SVG could load others. */
const DATA_PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=\s]*$/i;
const URL_CHARS_MAX = 4_000;

/**
 * The attributes of a picture that loads nothing: one within the mail is named by `data-cid`, a remote one by
 * `data-remote`, and neither has a `src`.
 */
export function pictureAttributes(attributes: Attributes): Attributes {
  const { src = "", "data-cid": _cid, "data-remote": _remote, ...others } = attributes;
  const address = src.trim();
  if (DATA_PICTURE.test(address)) return { ...others, src: address };
  if (address.toLowerCase().startsWith("cid:")) return { ...others, "data-cid": contentIdOf(address) };
  const remote = remoteAddress(address);
  return remote ? { ...others, "data-remote": remote } : others;
}

/** The Content-ID of a `cid:` address; it may be escaped as addresses are. */
function contentIdOf(address: string): string {
  const id = address.slice("cid:".length);
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** An absolute address of http or https, or null; `//host/path` is one of https. */
function remoteAddress(address: string): string | null {
  if (address.length > URL_CHARS_MAX) return null;
  const absolute = address.startsWith("//") ? `https:${address}` : address;
  if (!URL.canParse(absolute)) return null;
  const { protocol, href } = new URL(absolute);
  return protocol === "https:" || protocol === "http:" ? href : null;
}
