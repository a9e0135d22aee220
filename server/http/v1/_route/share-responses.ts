import type { Operation as DocumentedOperation } from "@/server/http/docs/postman";

type Response = { headers?: Record<string, object>; $ref?: string };
type Responses = Record<string, Response>;
type Operation = DocumentedOperation & { responses: Responses };
type Paths = Record<string, Record<string, Operation>>;

/** Statuses whose answers are the same for most routes. */
const SHARED = ["400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503"];

/** Moves the headers that answers have alike into the document's components, by their name. Other headers stay; an answer without any has no list of them. */
export function shareHeaders(paths: Paths): { paths: Paths; headers: Record<string, object> } {
  const shared: Record<string, object> = {};
  const headerOf = ([name, header]: [string, object]): [string, object] => {
    shared[name] ??= header;
    const isShared = JSON.stringify(shared[name]) === JSON.stringify(header);
    return [name, isShared ? { $ref: `#/components/headers/${name}` } : header];
  };
  const responseOf = ([status, { headers = {}, ...rest }]: [string, Response]): [string, Response] => [
    status,
    {
      ...rest,
      ...(Object.keys(headers).length > 0 && {
        headers: Object.fromEntries(Object.entries(headers).map(headerOf)),
      }),
    },
  ];
  const operationOf = ([method, { responses, ...rest }]: [string, Operation]): [string, Operation] => [
    method,
    { ...rest, responses: Object.fromEntries(Object.entries(responses).map(responseOf)) },
  ];
  const mapped = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(operationOf)),
  ]);
  return { paths: Object.fromEntries(mapped), headers: shared };
}

/**
 * Moves the answer that most routes have for a status into the document's components, where it is once instead of a
 * hundred times. Other answers stay.
 */
export function shareResponses(paths: Paths): { paths: Paths; responses: Responses } {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const responses: Responses = {};
  const names = new Map<string, string>();
  for (const status of SHARED) {
    const counts = new Map<string, number>();
    for (const { responses: answers } of operations) {
      const text = answers[status] && JSON.stringify(answers[status]);
      if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    for (const [index, [text]] of [...counts].filter(([, count]) => count > 2).entries()) {
      const name = index === 0 ? `Error${status}` : `Error${status}_${index + 1}`;
      responses[name] = JSON.parse(text);
      names.set(`${status} ${text}`, name);
    }
  }
  const sharedIn = ({ responses: answers, ...rest }: Operation): Operation => ({
    ...rest,
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, response]) => {
        const name = names.get(`${status} ${JSON.stringify(response)}`);
        return [status, name ? { $ref: `#/components/responses/${name}` } : response];
      }),
    ),
  });
  const shared = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, sharedIn(one)])),
  ]);
  return { paths: Object.fromEntries(shared), responses };
}
