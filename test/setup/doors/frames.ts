/** The events of a server-sent stream with their data parsed; `[DONE]` and comments are none. */
export function sseEvents(text: string): { readonly event: string; readonly data: unknown }[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((block) => block.split(/\r?\n/))
    .flatMap((lines) => {
      const data = lines.flatMap((line) => (line.startsWith('data:') ? [line.slice('data:'.length).trim()] : []));
      const event =
        lines
          .find((line) => line.startsWith('event:'))
          ?.slice('event:'.length)
          .trim() ?? '';
      return data.length === 0 || data[0] === '[DONE]' ? [] : [{ event, data: JSON.parse(data.join('\n')) as unknown }];
    });
}

export function ndjsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);
}
