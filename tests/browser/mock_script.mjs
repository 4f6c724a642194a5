// What the stand-in says: the shape of a complaint, one question at a time. Not the product's dialog.

const bot = (text) => ({ from: 'bot', text })

function ask(visitor, text, slot, labels) {
  visitor.menu += 1
  const options = labels.map((label, index) => ({ number: index + 1, label, slot, value: label }))
  return { from: 'bot', text, options, menu: visitor.menu }
}

const kSteps = {
  story: {
    question: () => [bot('我来帮您登记，大约 3 分钟。中途可以回复“上一步”“取消”或“转人工”。'), bot('请说说发生了什么：谁、什么事、造成了什么损失。可以分几条发。')],
    next: 'vehicle',
  },
  vehicle: {
    question: (visitor) => [ask(visitor, '您开的是哪种车？', '车辆类型', ['出租车', '网约车', '货车', '客运车'])],
    next: 'place',
  },
  place: {
    question: (visitor) => [ask(visitor, '在哪里发生的？可以打字，也可以直接发位置。', '发生地点', ['跳过'])],
    next: 'photos',
  },
  photos: {
    question: (visitor) => [ask(visitor, '有截图或照片的话请现在发来，可以连发几张，发完点“好了”。', '证据', ['好了', '没有照片'])],
    next: 'check',
  },
  check: {
    question: (visitor) => [ask(visitor, '请核对：\n车辆类型：网约车\n经过：平台扣了我 200 元\n\n没问题就提交。', '核对', ['提交', '要改一改', '不办了'])],
    next: 'done',
  },
  done: {
    question: () => [
      bot('已提交，工单号 JN2503100001237，转交 12328 交通运输服务监督热线。\n今天 15:40 前有人联系您。'),
      bot('着急可以直接打 12328，报工单号就行。有结果我在这里告诉您。'),
    ],
    next: 'done',
  },
}

/** The lines that answer a message; moves the visitor's step. */
export function replyTo(visitor, message) {
  const text = message.text ?? message.label ?? ''
  if (text === '转人工') return [{ from: 'system', text: '正在为您转接人工' }, { from: 'operator', text: '您好，我是值班员。您慢慢说，之前填的我都看到了。' }]
  if (message.kind === 'photo' && visitor.step !== 'photos') return [bot('图片收到了，先帮您存着。')]
  if (message.kind === 'photo') return [ask(visitor, '收到了。还有就接着发，没有了点“好了”。', '证据', ['好了'])]
  if (text === '投诉') return enter(visitor, 'story')
  if (visitor.step === 'idle' || visitor.step === 'done') return [bot(`收到：${text || message.name}`)]
  return enter(visitor, kSteps[visitor.step].next)
}

function enter(visitor, step) {
  visitor.step = step
  return kSteps[step].question(visitor)
}
