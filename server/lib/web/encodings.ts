/** The better one first. */
const ENCODINGS = ["br", "gzip"] as const;

/** An encoding of an answer's body. */
export type Encoding = (typeof ENCODINGS)[number];

/** The best encoding that the header `accept-encoding` accepts. */
export const encodingFor = (header: string | undefined): Encoding | undefined =>
  ENCODINGS.find((encoding) => acceptsEncoding(header, encoding));

/** Whether the header `accept-encoding` names the encoding without the weight 0. */
export const acceptsEncoding = (header: string | undefined, encoding: Encoding): boolean =>
  (header ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.split(";").map((piece) => piece.trim()))
    .some(([name, weight]) => name === encoding && !/^q=0(\.0*)?$/.test(weight ?? ""));
