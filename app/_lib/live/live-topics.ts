import { VIEWED_MAX } from "@/server/contract/live/presence";
import type { Topics } from "@/server/contract/live/topics";

/** The topics of all screens of this page, combined. */
export type TopicUnion = {
  /** Adds a screen's topics; returns a function that removes them. */
  add(topics: Topics): () => void;
  /** All topics without duplicates. */
  all(): Topics;
};

/** @param onChange called when topics were added or removed. */
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
