import { testClient } from '../test-client.js';
import { createLangchainClient } from './langchain-client.js';

testClient('@langchain/openai', createLangchainClient);
