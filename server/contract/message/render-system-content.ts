import { fillTemplate, type Notice } from "@/server/domain/message/system-message";
import type { SystemContent } from "./system-content";

// Without zod: the browser loads it.

const NOTICE_TEXTS: Readonly<Record<"en" | "zh", Readonly<Record<Notice, string>>>> = {
  en: {
    "group.created": "{creator} created the group “{group}” with {members}.",
    "member.joined": "{actor} added {members}.",
    "member.left": "{members} left.",
    "member.removed": "{actor} removed {members}.",
    "conversation.assigned": "{assignee} is taking care of this conversation.",
    "conversation.resolved": "{actor} marked this conversation as resolved.",
    "conversation.reopened": "{actor} reopened this conversation.",
  },
  zh: {
    "group.created": "{creator} 创建了群聊“{group}”，成员：{members}。",
    "member.joined": "{actor} 邀请 {members} 加入群聊。",
    "member.left": "{members} 已退出群聊。",
    "member.removed": "{actor} 已将 {members} 移出群聊。",
    "conversation.assigned": "{assignee} 正在为您服务。",
    "conversation.resolved": "{actor} 已将此会话标记为已解决。",
    "conversation.reopened": "{actor} 重新打开了此会话。",
  },
};

/** The text of a system message in a reader's language: the exact tag first, then its language, then the template. */
export function renderSystemContent(
  { notice, template, translations: all, parameters: given }: SystemContent,
  locale: string,
): string {
  const [base = locale] = locale.split("-");
  if (notice !== null) return fillTemplate(NOTICE_TEXTS[base === "zh" ? "zh" : "en"][notice], given);
  const key = [locale, base].find((tag) => Object.hasOwn(all, tag));
  return fillTemplate((key === undefined ? template : all[key]) ?? "", given);
}
