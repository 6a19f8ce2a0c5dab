export { glmChinaModels } from './glm-china-models.js';
export { glmCodingModels } from './glm-coding-models.js';
export { glmModels } from './glm-models.js';
