// Runs once before all test files: the world that they share is made by one of them alone.
import { makeWorld } from "./programs.ts";

export async function globalSetup(): Promise<void> {
  await makeWorld();
}
