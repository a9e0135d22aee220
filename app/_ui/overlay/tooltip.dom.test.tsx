import { screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { Hint } from "./tooltip";
import { useShortenedHints } from "./use-shortened-hints";

function Shortened({ children }: { children: ReactNode }) {
  useShortenedHints();
  return children;
}

/** A text that has no room for all of it. */
const cut = (text: string, width = 200): HTMLElement => {
  const element = screen.getByText(text);
  Object.defineProperty(element, "scrollWidth", { value: width });
  Object.defineProperty(element, "clientWidth", { value: 100 });
  return element;
};
const tip = () => screen.queryByRole("tooltip", { hidden: true });

test("the pointer over a shortened text shows all of it, unless its row opens with it", async () => {
  const { user } = openPage(
    <Shortened>
      <span className="truncate">Returns of the Nordic stores</span>
      <span className="truncate">Sales</span>
      <a href="/inbox?c=7" data-display-id={7}>
        <span className="truncate">When do you open?</span>
      </a>
    </Shortened>,
  );
  await user.hover(cut("When do you open?"));
  await user.hover(cut("Sales", 100));
  await user.hover(cut("Returns of the Nordic stores"));
  await expect.poll(() => tip()?.textContent).toBe("Returns of the Nordic stores");
  await user.hover(screen.getByText("Sales"));
  await expect.poll(tip).toBeNull();
  await user.hover(screen.getByText("When do you open?"));
  await user.hover(document.body);
  expect(tip()).toBeNull();
});

test("a control's hint is shown over its text that fits, and all of the text over one that does not", async () => {
  const { user } = openPage(
    <Shortened>
      <Hint text="Open the team">
        <button type="button">
          <span className="truncate">Returns</span>
        </button>
      </Hint>
    </Shortened>,
  );
  await user.hover(screen.getByText("Returns"));
  await expect.poll(() => tip()?.textContent).toBe("Open the team");
  await user.hover(document.body);
  await expect.poll(tip).toBeNull();
  await user.hover(cut("Returns"));
  await expect.poll(() => tip()?.textContent).toBe("Returns");
});
