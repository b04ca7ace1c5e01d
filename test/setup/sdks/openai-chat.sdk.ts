import type OpenAI from 'openai';
import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionFunctionTool,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { openaiClient } from '../openai-client.ts';
import { joinedByHand } from './joined-by-hand.ts';
import { DROPPED, PROMPT, type Question, type Sdk, type Turn } from './sdk.ts';

const FIRST: ChatCompletionMessageParam = { role: 'user', content: PROMPT };

function toolNamed(name: string): ChatCompletionFunctionTool {
  return { type: 'function', function: { name, parameters: { type: 'object' } } };
}

type Asked = Omit<Question, 'stream'>;
type Answer = (openai: OpenAI, question: Question) => Promise<ChatCompletionMessage>;

function turn(openai: OpenAI, { tool }: Asked, message: ChatCompletionMessage): Turn {
  const calls = (message.tool_calls ?? []).filter((call) => call.type === 'function');
  return {
    said: {
      text: message.content ?? '',
      calls: calls.map(({ function: { name, arguments: text } }) => ({ name, arguments: JSON.parse(text) as unknown })),
    },
    async continue(model, result) {
      const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: result }));
      const { data, response } = await openai.chat.completions
        .create({ model, messages: [FIRST, message, ...results], tools: [toolNamed(tool)] })
        .withResponse();
      return { text: data.choices[0]?.message.content ?? '', dropped: response.headers.get(DROPPED) };
    },
  };
}

function sdk(name: string, answer: Answer): Sdk {
  return {
    name,
    async ask(gateway, apiKey, question) {
      const openai = openaiClient(gateway, apiKey);
      return turn(openai, question, await answer(openai, question));
    },
  };
}

function request({ model, tool }: Asked) {
  return { model, messages: [FIRST], tools: [toolNamed(tool)] };
}

function messageOf({ choices }: OpenAI.ChatCompletion): ChatCompletionMessage {
  const [choice] = choices;
  if (!choice) throw new Error('The answer has no choice');
  return choice.message;
}

/** The SDK collects a stream itself. */
export const openaiChatSdk = sdk('openai (chat)', async (openai, question) =>
  messageOf(
    question.stream
      ? await openai.chat.completions.stream(request(question)).finalChatCompletion()
      : await openai.chat.completions.create(request(question)),
  ),
);

/** The loop that most applications write over the chunks. */
export const openaiChatLoop = sdk('openai (chat, a loop)', async (openai, question) => {
  if (!question.stream) return messageOf(await openai.chat.completions.create(request(question)));
  const stream = await openai.chat.completions.create({ ...request(question), stream: true });
  const message: ChatCompletionAssistantMessageParam = await joinedByHand(stream);
  return message as ChatCompletionMessage;
});
