import type { Page } from '@playwright/test'

/** As a person takes their time: looked at, thought about, typed. Short, unless the whole of it is asked for. */
const IS_HUMAN = process.env.E2E_PACE === 'human'
const SHARE = IS_HUMAN ? 1 : 0.005
/** Of one decision: from what is plain to what is read twice. */
const THOUGHT_MS = [3_800, 5_200, 4_400, 7_900, 3_600, 9_300, 4_900, 6_100] as const
const LETTER_MS = 90

/** `g` and the letter of an area, one right after the other as fingers press them: the second is not held up until a busy page has answered the first. */
export async function goTo(page: Page, letter: string): Promise<void> {
  await Promise.all([page.keyboard.press('g'), page.keyboard.press(letter)])
}

/** A keyboard, and nothing else, with the pauses of whoever sits at it; counts what is pressed. */
export class Keyboard {
  readonly isHuman = IS_HUMAN
  #pressed = 0
  #thoughts = 0
  readonly #began = performance.now()
  constructor(private readonly page: Page) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key)
      this.#pressed += 1
    }
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: LETTER_MS * SHARE })
    this.#pressed += text.length
  }

  /** Before a decision. */
  async think(): Promise<void> {
    await this.page.waitForTimeout((THOUGHT_MS[this.#thoughts++ % THOUGHT_MS.length] ?? 0) * SHARE)
  }

  /** What it took until now. */
  taken(): { seconds: number; keystrokes: number } {
    return { seconds: Math.round((performance.now() - this.#began) / 100) / 10, keystrokes: this.#pressed }
  }
}
