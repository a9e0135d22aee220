/** A PNG of one pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** An HTML document with a script. */
export const HTML = Buffer.from("<!doctype html><html><body><script>alert(1)</script></body></html>");

/** An SVG image with a script. */
export const SVG = Buffer.from(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
);

/** A file to send: as a form's part, as the named type. */
export type SampleFile = { name: string; bytes: Uint8Array; type?: string };

/** A form with these fields, and these files in parts of one name. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  files: readonly SampleFile[],
  part: string,
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { name, bytes, type = "application/octet-stream" } of files)
    form.append(part, new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}
