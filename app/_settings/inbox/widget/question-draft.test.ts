import { expect, test } from "vitest";
import { newQuestion, questionDrafts, questionsOf, withKeys } from "./question-draft";

test("stored questions come back as they were, and keep their keys when their words change", () => {
  const stored = [
    { key: "topic", label: "Topic", kind: "choice", isRequired: true, options: ["Returns", "Other"] },
    { key: "mail", label: "Email", kind: "email", isRequired: false, options: [] },
  ];
  const drafts = questionDrafts(stored);
  expect(questionsOf(drafts)).toEqual(stored);
  expect(questionsOf(drafts.map((one) => ({ ...one, label: "Else" }))).map(({ key }) => key)).toEqual([
    "topic",
    "mail",
  ]);
  expect(questionDrafts(undefined)).toEqual([]);
});

test("new questions get keys of their own, from their words where those are Latin, and keep them", () => {
  const labels = ["Order number?", "Order number?", "您的订单号", "2nd address"];
  const drafts = labels.map((label, id) => ({ ...newQuestion(id), label }));
  expect(questionsOf(drafts).map(({ key }) => key)).toEqual([
    "order_number",
    "order_number_2",
    "question",
    "nd_address",
  ]);
  const saved = withKeys(drafts).map((one) => ({ ...one, label: "Other words" }));
  expect(questionsOf(saved).map(({ key }) => key)).toEqual(questionsOf(drafts).map(({ key }) => key));
});

test("blank options are left out, and only a choice has options", () => {
  const choice = { ...newQuestion(0), label: "Size", kind: "choice" as const, options: [" S ", "", "L"] };
  expect(questionsOf([choice])[0]?.options).toEqual(["S", "L"]);
  expect(questionsOf([{ ...choice, kind: "text" }])[0]?.options).toEqual([]);
});
