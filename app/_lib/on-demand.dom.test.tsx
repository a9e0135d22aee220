import { render, screen } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { onDemand } from "./on-demand";

const Greeting = ({ name }: { name: string }) => <p>Hello {name}</p>;

class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };
  static getDerivedStateFromError = (error: Error) => ({ error });
  override render() {
    return this.state.error ? <p>{this.state.error.message}</p> : this.props.children;
  }
}

test("the fallback is shown until the code is there", async () => {
  let arrive = (_: typeof Greeting) => {};
  const Shown = onDemand(() => new Promise<typeof Greeting>((resolve) => (arrive = resolve)));
  render(<Shown name="Ada" fallback={<p>Loading</p>} />);
  expect(screen.getByText("Loading")).toBeTruthy();
  arrive(Greeting);
  expect(await screen.findByText("Hello Ada")).toBeTruthy();
  expect(screen.queryByText("Loading")).toBeNull();
});

test("what was preloaded is in the first render", async () => {
  let loads = 0;
  const Shown = onDemand(async () => {
    loads++;
    return Greeting;
  });
  await Shown.preload();
  render(<Shown name="Ada" fallback={<p>Loading</p>} />);
  expect(screen.getByText("Hello Ada")).toBeTruthy();
  expect(loads).toBe(1);
});

test("code that cannot be loaded at all is an error of the boundary, and the next to be shown loads again", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let hasCode = false;
  const Shown = onDemand(async () => {
    if (!hasCode) throw new Error("no such code");
    return Greeting;
  });
  const first = render(
    <Boundary>
      <Shown name="Ada" />
    </Boundary>,
  );
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await screen.findByText("no such code")).toBeTruthy();
  first.unmount();
  hasCode = true;
  render(<Shown name="Ada" />);
  expect(await screen.findByText("Hello Ada")).toBeTruthy();
  vi.useRealTimers();
});
