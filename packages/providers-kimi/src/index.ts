export { kimiCodingModels } from './kimi-coding-models.js';
export { kimiChinaModels, kimiModels } from './kimi-models.js';
