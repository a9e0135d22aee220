import { VIEWED_MAX } from "@/server/contract/live/presence";
import type { Topics } from "@/server/contract/live/topics";

/** What the screens of this page show, put together. */
export type TopicUnion = {
  /** Adds what a screen shows; gives back how to take it away. */
  add(topics: Topics): () => void;
  /** Everything, each once. */
  all(): Topics;
};

/** @param onChange something was added or taken away. */
export function createTopicUnion(onChange: () => void): TopicUnion {
  const shown = new Set<Topics>();
  return {
    add(topics) {
      const own = { ...topics };
      shown.add(own);
      onChange();
      return () => {
        shown.delete(own);
        onChange();
      };
    },
    all() {
      const topics = [...shown];
      const views = new Map(topics.flatMap((t) => t.views).map((view) => [JSON.stringify(view), view]));
      return {
        views: [...views.values()],
        conversations: [...new Set(topics.flatMap((t) => t.conversations))],
        counters: topics.some((t) => t.counters),
        viewed: [...new Set(topics.flatMap((t) => t.viewed ?? []))].slice(0, VIEWED_MAX),
      };
    },
  };
}
