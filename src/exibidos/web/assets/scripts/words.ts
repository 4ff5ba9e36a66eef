// Which sentence does the tray say? Those that the page brought along in the reader's language; there are none in script.

export class Words {
  constructor(
    private readonly sentences: Record<string, string>,
    private readonly refusals: Record<string, string>,
  ) {}

  static of(element: HTMLElement): Words {
    const read = (name: string): Record<string, string> => JSON.parse(element.dataset[name] ?? "{}") as Record<string, string>;
    return new Words(read("words"), read("refusals"));
  }

  say(key: string, values: Record<string, string | number> = {}): string {
    const sentence = this.sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  }

  /** The sentence for a problem code such as `images.too_large`; a sentence with a gap that we cannot fill gives way to `otherwise`. */
  refusal(code: string, otherwise: string): string {
    const sentence = this.refusals[code];
    return sentence && !sentence.includes("{") ? sentence : otherwise;
  }
}
