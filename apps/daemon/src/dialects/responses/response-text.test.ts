import { deepFreeze } from '@reg/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ResponseEvent } from './response-event.js';
import type { ResponseObject } from './response-object.js';
import { responseEventText, responseText } from './response-text.js';

it('says the same of tools that come with every request, and of those that do not', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (tools, rest) => {
      const response = { id: 'resp_1', ...rest, tools } as unknown as ResponseObject;
      const event: ResponseEvent = { type: 'response.created', response, sequence_number: 0 };
      const [said, told] = [JSON.stringify(response), JSON.stringify(event)].map(
        (text) => JSON.parse(text) as unknown,
      );
      expect(JSON.parse(responseText(response))).toEqual(said);
      deepFreeze(tools);
      for (let time = 0; time < 2; time += 1) {
        expect(JSON.parse(responseText(response))).toEqual(said);
        expect(JSON.parse(responseEventText(event))).toEqual(told);
      }
    }),
  );
});
