/**
 * Paths that stay out, with the reason in the dialect's README: they are answered 404 in Chatwoot's
 * form.
 */
export const OUT_OF_SCOPE: readonly RegExp[] = [
  /^\/platform\//,
  /^\/survey\//,
  /^\/api\/v2\/accounts\/\d+\/reports/,
  /^\/api\/v1\/accounts\/\d+\/automation_rules/,
  /^\/api\/v1\/accounts\/\d+\/integrations\//,
  /^\/api\/v1\/accounts\/\d+\/portals/,
];

/** Whether a request stays out. */
export const isOutOfScope = (method: string, path: string): boolean =>
  OUT_OF_SCOPE.some((pattern) => pattern.test(path) || pattern.test(`${method} ${path}`));
