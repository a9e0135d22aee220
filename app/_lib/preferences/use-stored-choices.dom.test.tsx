import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { useDensity, useTheme } from "./preferences";
import { useStoredChoices } from "./use-stored-choices";

function Choices() {
  useStoredChoices();
  return <p>{`${useTheme()}, ${useDensity()}`}</p>;
}

const NAMES = ["theme", "density", "locale"];
const store = (name: string, value: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: as another window does
  document.cookie = `${name}=${value}; Path=/`;
};
const clear = () => {
  for (const name of NAMES) store(name, "; Max-Age=0");
  for (const name of ["theme", "density"]) delete document.documentElement.dataset[name];
};

beforeEach(clear);
afterEach(clear);

test("a window shows the theme, row height and language that another has stored, on return to it", async () => {
  const { refresh } = openPage(<Choices />);
  window.dispatchEvent(new Event("focus"));
  await screen.findByText("system, comfortable");
  store("theme", "dark");
  store("density", "compact");
  store("locale", "en");
  window.dispatchEvent(new Event("focus"));
  await screen.findByText("dark, compact");
  expect(refresh).not.toHaveBeenCalled();
  store("theme", "system");
  store("locale", "zh");
  document.dispatchEvent(new Event("visibilitychange"));
  await screen.findByText("system, compact");
  expect(refresh).toHaveBeenCalledTimes(1);
});
