import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import GlobalError from "./global-error";

const show = (error: Error & { digest?: string }) =>
  render(<GlobalError error={error} />, { container: document, baseElement: document.documentElement });

const speaks = (...languages: string[]) => vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);

const store = (cookie: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: as the product stores it
  document.cookie = cookie;
};

afterEach(() => {
  cleanup();
  store("locale=; Max-Age=0");
  store("theme=; Max-Age=0");
  vi.restoreAllMocks();
});

test("a failed layout is told in the browser's language, with the error's reference and a way out", () => {
  speaks("zh-CN", "en");
  show(Object.assign(new Error("broken"), { digest: "1234567" }));
  expect(document.documentElement.lang).toBe("zh-Hans");
  expect(document.title).toBe("无法显示此页面");
  expect(screen.getByRole("heading", { name: "无法显示此页面" })).toBeTruthy();
  expect(screen.getByText("服务器日志编号：1234567")).toBeTruthy();
  expect(screen.getByRole("button", { name: "重新加载" })).toBeTruthy();
});

test("the language and the theme that the reader has chosen win", () => {
  speaks("zh-CN");
  store("locale=en");
  store("theme=dark");
  show(new Error("broken"));
  expect(document.documentElement.lang).toBe("en");
  expect(document.documentElement.style.colorScheme).toBe("dark");
  expect(screen.getByRole("heading", { name: "This page couldn't be loaded" })).toBeTruthy();
  expect(screen.queryByText(/server log/)).toBeNull();
});
