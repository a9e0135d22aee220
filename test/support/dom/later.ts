/** An answer that comes when the test resolves it. */
export function later<T = void>(): { promise: Promise<T>; resolve: (answer: T) => void } {
  let resolve: (answer: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
