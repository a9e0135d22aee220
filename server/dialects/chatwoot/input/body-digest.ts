const digests = new WeakMap<Request, string>();

/** Notes the digest of a request's body when it is read: a repeated request under one Idempotency-Key has the same. */
export const noteDigest = (request: Request, digest: string): void => void digests.set(request, digest);

/** The digest of a body that was read; empty without a body. */
export const digestOf = (request: Request): string => digests.get(request) ?? "";

/** Whether the digest is needed. */
export const isKeyed = (request: Request): boolean => request.headers.has("idempotency-key");
