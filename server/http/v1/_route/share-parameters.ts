import type { Operation, Paths } from "@/server/http/docs/postman";

type Shared = { paths: Paths; parameters: Record<string, object> };

/**
 * Moves the headers that many routes take alike into the document's components, by their name: two of them are a tenth of the
 * document otherwise. Other parameters stay.
 */
export function shareParameters(paths: Paths): Shared {
  const parameters: Record<string, object> = {};
  const texts = new Map<string, string>();
  const shared = ({ parameters: own, ...operation }: Operation): Operation => ({
    ...operation,
    ...(own && {
      parameters: own.map((parameter) => {
        const text = JSON.stringify(parameter);
        if (parameter.in !== "header" || (texts.get(parameter.name) ?? text) !== text) return parameter;
        texts.set(parameter.name, text);
        parameters[parameter.name] = parameter;
        return { $ref: `#/components/parameters/${parameter.name}` } as unknown as typeof parameter; // written as JSON
      }),
    }),
  });
  const mapped = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, shared(one)])),
  ]);
  return { paths: Object.fromEntries(mapped), parameters };
}
