import { expect, test } from "vitest";
import { renderSystemContent } from "./render-system-content";

const parameters = { order: "A-17", count: 2 };
const own = {
  notice: null,
  template: "Order {order} has {count} parts. {unknown}",
  translations: { zh: "订单 {order}", "pt-BR": "Pedido {order}" },
  parameters,
};

test.each([
  ["en", "Order A-17 has 2 parts. {unknown}"],
  ["zh-CN", "订单 A-17"],
  ["zh", "订单 A-17"],
  ["pt-BR", "Pedido A-17"],
  ["pt", "Order A-17 has 2 parts. {unknown}"],
])("a reader of %s gets the exact language, else its base, else the template", (locale, text) => {
  expect(renderSystemContent(own, locale)).toBe(text);
});

test("a notice has its text in every language of the screens, and English for others", () => {
  const notice = {
    ...own,
    template: null,
    notice: "conversation.assigned" as const,
    parameters: { assignee: "Ada" },
  };
  expect(renderSystemContent(notice, "en")).toBe("Ada is taking care of this conversation.");
  expect(renderSystemContent(notice, "zh")).toBe("Ada 正在为您服务。");
  expect(renderSystemContent(notice, "de")).toBe("Ada is taking care of this conversation.");
});

test("a parameter's text is not a template", () => {
  expect(renderSystemContent({ ...own, template: "{order}", parameters: { order: "{count}" } }, "en")).toBe(
    "{count}",
  );
});
