import { UnsupportedFunctionalityError, type LanguageModelV4FilePart } from '@ai-sdk/provider';
import type { ContentPart } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { contentPartFromFile } from './file-part.js';

type File = Pick<LanguageModelV4FilePart, 'data' | 'mediaType' | 'filename'>;

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const inline = (mediaType: string, data: Uint8Array | string): File => ({
  mediaType,
  data: { type: 'data', data },
});
const address = (mediaType: string, url: string): File => ({
  mediaType,
  data: { type: 'url', url: new URL(url) },
});

const png = '89504e470d0a1a0a0000000d49484452';
const jpeg = 'ffd8ffe000104a464946000101000001';
const webp = '524946462400000057454250565038';
const mp4 = '000000206674797069736f6d00000200';
const wav = '524946462400000057415645666d74';
const pdf = '255044462d312e37';

describe('contentPartFromFile', () => {
  it.each<[string, File, ContentPart]>([
    [
      'a picture of a known type',
      inline('image/heic', 'AAAA'),
      { type: 'image_url', image_url: { url: 'data:image/heic;base64,AAAA' } },
    ],
    ...(
      [
        ['image', png, 'image/png'],
        ['image/*', jpeg, 'image/jpeg'],
        ['image', webp, 'image/webp'],
      ] as const
    ).flatMap(([mediaType, hex, full]): [string, File, ContentPart][] => {
      const part = { type: 'image_url', image_url: { url: `data:${full};base64,${base64(hex)}` } };
      return [
        [`${mediaType} whose bytes say ${full}`, inline(mediaType, bytes(hex)), part],
        [`${mediaType} whose base64 says ${full}`, inline(mediaType, base64(hex)), part],
      ];
    }),
    [
      'a film',
      inline('video', bytes(mp4)),
      { type: 'video_url', video_url: { url: `data:video/mp4;base64,${base64(mp4)}` } },
    ],
    [
      'sound',
      inline('audio', bytes(wav)),
      { type: 'input_audio', input_audio: { data: base64(wav), format: 'wav' } },
    ],
    [
      'sound as mp3',
      inline('audio/mpeg', 'AAAA'),
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
    ],
    [
      'a PDF with its name',
      { ...inline('application/pdf', bytes(pdf)), filename: 'tides.pdf' },
      {
        type: 'file',
        file: { filename: 'tides.pdf', file_data: `data:application/pdf;base64,${base64(pdf)}` },
      },
    ],
    [
      'a PDF that says so by its bytes',
      inline('application/*', bytes(pdf)),
      {
        type: 'file',
        file: { filename: 'document.pdf', file_data: `data:application/pdf;base64,${base64(pdf)}` },
      },
    ],
    ['text as text', inline('text/markdown', Buffer.from('# Größe')), { type: 'text', text: '# Größe' }],
    ['text in base64', inline('text/plain', 'aGk='), { type: 'text', text: 'hi' }],
    [
      'text that was given as such',
      { mediaType: 'text/plain', data: { type: 'text', text: 'hi' } },
      { type: 'text', text: 'hi' },
    ],
    [
      'the address of a picture',
      address('image/*', 'https://a.example/x.png'),
      { type: 'image_url', image_url: { url: 'https://a.example/x.png' } },
    ],
    [
      'the address of a film',
      address('video/mp4', 'https://a.example/x.mp4'),
      { type: 'video_url', video_url: { url: 'https://a.example/x.mp4' } },
    ],
    [
      'the address of a document',
      address('application/pdf', 'https://a.example/x.pdf'),
      { type: 'file_url', file_url: { url: 'https://a.example/x.pdf' } },
    ],
    [
      'an address as it was written, where parsing changes it',
      {
        mediaType: 'image/png',
        data: { type: 'url', url: new URL('ms://File-1'), originalUrl: 'ms://File-1' },
      },
      { type: 'image_url', image_url: { url: 'ms://File-1' } },
    ],
    [
      'a file that Kimi has',
      { mediaType: 'video/*', data: { type: 'reference', reference: { kimi: 'f-1' } } },
      { type: 'video_url', video_url: { url: 'ms://f-1' } },
    ],
  ])('has %s', (_what, file, expected) => {
    expect(contentPartFromFile(file)).toEqual(expected);
  });

  it.each<[string, File]>([
    ['a picture of no known kind', inline('image/*', bytes('00112233'))],
    ['sound that is neither wav nor mp3', inline('audio/flac', 'AAAA')],
    ['a document that is no PDF', inline('application/zip', 'AAAA')],
    [
      'a file that another vendor has',
      { mediaType: 'image/png', data: { type: 'reference', reference: { openai: 'f-1' } } },
    ],
    [
      'a document that Kimi has',
      { mediaType: 'application/pdf', data: { type: 'reference', reference: { kimi: 'f-1' } } },
    ],
  ])('refuses %s', (_what, file) => {
    expect(() => contentPartFromFile(file)).toThrow(UnsupportedFunctionalityError);
  });
});
