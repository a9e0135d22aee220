export {
  type ConnectionPhase,
  type ConnectionSignal,
  nextPhase,
} from "@/server/domain/wukongim/connection";
