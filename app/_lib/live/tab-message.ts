import type { Frame } from "@/server/contract/event/event";
import type { TopicRequest } from "./topic-sync";

/** What tabs of one browser say to each other. */
export type TabMessage =
  | { kind: "frame"; frame: Frame }
  | { kind: "state"; state: "connected" | "broken" | "refused" | "unfiltered" }
  /** The stream reads what these tabs wished for, by revision. */
  | { kind: "granted"; cursor: string; revisions: Record<string, number> }
  | { kind: "wish"; tab: string; wish: TopicRequest }
  | { kind: "hello" }
  | { kind: "bye"; tab: string };
