/** The better one first. */
const ENCODINGS = ["br", "gzip"] as const;

/** An encoding of an answer's body. */
export type Encoding = (typeof ENCODINGS)[number];

/** The best encoding that the header `accept-encoding` accepts: it names it without the weight 0. */
export function encodingFor(header: string | undefined): Encoding | undefined {
  const accepted = (header ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.split(";").map((piece) => piece.trim()))
    .flatMap(([name, weight]) => (/^q=0(\.0*)?$/.test(weight ?? "") ? [] : [name]));
  return ENCODINGS.find((one) => accepted.includes(one));
}
