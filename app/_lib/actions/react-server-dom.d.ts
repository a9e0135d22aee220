/** The part of React's client that Next's build provides under this name, without types. */
declare module "react-server-dom-webpack/client" {
  /** The function that calls a server action by its id; the build's code calls it. */
  export const createServerReference: (
    id: string,
    callServer: (id: string, args: readonly unknown[]) => Promise<unknown>,
  ) => (...args: readonly unknown[]) => Promise<unknown>;
  /** Next's answer to an action: `a` is what the action returned, or its failure. */
  export function createFromFetch(response: Promise<Response>): Promise<{ a: Promise<unknown> }>;
}
