import { REFUSALS, type RefusalClass, type RefusalCode } from "@/server/contract/_shared/refusal";

const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 410,
  expired: 410,
  conflict: 409,
  invalid: 422,
  unprocessable: 422,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  full: 507,
  unavailable: 503,
} as const satisfies Record<RefusalClass, number>;

/** The status of a refusal on `/v1`. */
export const statusOf = (code: RefusalCode) => STATUS[REFUSALS[code]];

/** Faults that only HTTP has. */
export const FAULTS = {
  "request.malformed": [400, "The request cannot be read; `field` or `detail` says what of it."],
  "request.method_not_allowed": [405, "The path does not have this method; `Allow` lists those it has."],
  "request.too_large": [413, "The body is larger than 1 MiB."],
  internal: [500, "Something went wrong on our side; the server log has it under this request id."],
} as const;

export type ProblemCode = RefusalCode | keyof typeof FAULTS;
