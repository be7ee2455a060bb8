import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { smtpServer } from '#session/smtp/server.ts';
import { runConversations } from '#test/conversations/run-conversations.ts';
import { makeList, smtpStage } from '#test/conversations/smtp/stage.ts';

const faces: Readonly<Record<string, SmtpFace>> = {
  mx: 'mx',
  submission: 'submission',
  lmtp: 'lmtp',
};

const limitNames = {
  octets: 'messageOctetsMax',
  recipients: 'recipientsMax',
  messages: 'messagesMax',
  errors: 'errorsMax',
  logins: 'loginsMax',
  idle: 'idleCommandsMax',
} as const;

runConversations(import.meta.dirname, 'smtp', async (attributes) => {
  const limits: Record<string, number> = {};
  for (const [word, name] of Object.entries(limitNames)) {
    const value = attributes[word];
    if (value !== undefined) limits[name] = Number(value);
  }
  const stage = await smtpStage({ limits });
  await makeList(stage);
  const face = faces[attributes['face'] ?? 'mx'] ?? 'mx';
  const { tls } = attributes;
  return {
    server: smtpServer(stage.context, face),
    connect: () => new MemoryConnection(tls === undefined ? {} : { tls: memoryTls }),
  };
});
