import { createOrder, type Ordered } from "./order";

type Turn = Ordered & { begin(): void };

/**
 * Runs work in turns: what has a key in common runs one after the other, in the order of the calls. So a request that the core has
 * not answered yet cannot be overtaken by the next one of its conversation.
 */
export function createTurns(): <T>(ordered: Ordered, work: () => Promise<T>) => Promise<T> {
  const order = createOrder<Turn>((turn) => turn.begin());
  return async ({ keys, under }, work) => {
    const { promise, resolve: begin } = withBegin();
    const turn = { keys, under, begin };
    order.add(turn);
    try {
      await promise;
      return await work();
    } finally {
      order.remove(turn);
    }
  };
}

function withBegin() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((begin) => {
    resolve = begin;
  });
  return { promise, resolve };
}
