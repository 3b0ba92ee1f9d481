<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Bring removed variant back</source>
        <translation>恢复已移除的变体</translation>
    </message>
    <message>
        <source>Bring back networks on disk</source>
        <translation>恢复磁盘上的网络</translation>
    </message>
    <message>
        <source>Image and noise</source>
        <translation>图像与噪声</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>重置布局</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: {step}</source>
        <translation>撤销：{step}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo: {step}</source>
        <translation>重做：{step}</translation>
    </message>
    <message>
        <source>Train all</source>
        <translation>全部训练</translation>
    </message>
    <message>
        <source>Train selected</source>
        <translation>训练所选变体</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Sweep noise over all</source>
        <translation>对全部变体扫描噪声</translation>
    </message>
    <message>
        <source>Sweep noise over selected</source>
        <translation>对所选变体扫描噪声</translation>
    </message>
    <message>
        <source>Sweep every noise over all</source>
        <translation>对全部变体扫描所有噪声</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>上一张图像</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一张图像</translation>
    </message>
    <message>
        <source>Random image</source>
        <translation>随机图像</translation>
    </message>
    <message>
        <source>Next image on which variants disagree</source>
        <translation>下一张有分歧的图像</translation>
    </message>
    <message>
        <source>New noise</source>
        <translation>新噪声</translation>
    </message>
    <message>
        <source>Draw an image of your own</source>
        <translation>自己画一张图像</translation>
    </message>
    <message>
        <source>Open picture …</source>
        <translation>打开图片…</translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation>粘贴图片</translation>
    </message>
    <message>
        <source>Open experiment …</source>
        <translation>打开实验…</translation>
    </message>
    <message>
        <source>Open output folder …</source>
        <translation>打开输出文件夹…</translation>
    </message>
    <message>
        <source>Open a network …</source>
        <translation>打开网络…</translation>
    </message>
    <message>
        <source>Open the pre-trained pair</source>
        <translation>打开预训练网络对</translation>
    </message>
    <message>
        <source>Save experiment …</source>
        <translation>保存实验…</translation>
    </message>
    <message>
        <source>Save results as CSV …</source>
        <translation>将结果保存为 CSV…</translation>
    </message>
    <message>
        <source>Save cost as CSV …</source>
        <translation>将代价保存为 CSV…</translation>
    </message>
    <message>
        <source>Save curves as picture …</source>
        <translation>将曲线保存为图片…</translation>
    </message>
    <message>
        <source>Save curves as drawing (SVG) …</source>
        <translation>将曲线保存为矢量图（SVG）…</translation>
    </message>
    <message>
        <source>Copy table as Markdown</source>
        <translation>将表格复制为 Markdown</translation>
    </message>
    <message>
        <source>Figure for a paper …</source>
        <translation>论文插图…</translation>
    </message>
    <message>
        <source>Report …</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Two variants compared …</source>
        <translation>对比两个变体…</translation>
    </message>
    <message>
        <source>Activations …</source>
        <translation>激活值…</translation>
    </message>
    <message>
        <source>Selected variant as PyTorch script …</source>
        <translation>所选变体导出为 PyTorch 脚本…</translation>
    </message>
    <message>
        <source>Selected variant as ONNX …</source>
        <translation>所选变体导出为 ONNX…</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Experiment file for the terminal …</source>
        <translation>供终端使用的实验文件…</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Open link …</source>
        <translation>打开链接…</translation>
    </message>
    <message>
        <source>Find a command …</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>术语表</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>演示模式</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>要点</translation>
    </message>
    <message>
        <source>About Sparse Explorer</source>
        <translation>关于 Sparse Explorer</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>ActivationView</name>
    <message>
        <source>Activations</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>nothing active without noise</source>
        <translation>无噪声时没有激活单元</translation>
    </message>
    <message>
        <source>{used} of {all} units in use</source>
        <translation>使用 {used} / {all} 个单元</translation>
    </message>
    <message>
        <source>{used} of {all} filters in use</source>
        <translation>使用 {used} / {all} 个卷积核</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>not active</source>
        <translation>未激活</translation>
    </message>
    <message>
        <source>unit {number}: {state}</source>
        <translation>单元 {number}：{state}</translation>
    </message>
    <message>
        <source>filter {number}: not in use</source>
        <translation>卷积核 {number}：未使用</translation>
    </message>
    <message>
        <source>filter {number}: {kept} kept, {lost} lost, {new} new</source>
        <translation>卷积核 {number}：保留 {kept}，丢失 {lost}，新增 {new}</translation>
    </message>
</context>
<context>
    <name>ActivationsDialog</name>
    <message>
        <source>Save activations</source>
        <translation>保存激活值</translation>
    </message>
    <message>
        <source>Which images</source>
        <translation>选择图像</translation>
    </message>
    <message>
        <source>Test image {number}</source>
        <translation>测试图像 {number}</translation>
    </message>
    <message>
        <source>The first test images</source>
        <translation>最前面的测试图像</translation>
    </message>
    <message>
        <source>Number of test images</source>
        <translation>测试图像数量</translation>
    </message>
    <message>
        <source>Inputs, outputs and winners of every layer and the probabilities, clean and with the noise in use, of all variants in sight that are trained. A text inside explains each array.</source>
        <translation>包含所有显示中且已训练的变体在干净图像与当前噪声下各层的输入、输出和胜者，以及概率。文件内附文本，说明每个数组。</translation>
    </message>
</context>
<context>
    <name>ActivationsPage</name>
    <message>
        <source>Activations</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>Train the selected variant to see which of its units win, and which survive noise.</source>
        <translation>训练所选变体后，即可查看哪些单元获胜，哪些胜者经得住噪声。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>AnswersController</name>
    <message>
        <source>The test digits could not be asked about.</source>
        <translation>无法取得测试数字的回答。</translation>
    </message>
</context>
<context>
    <name>BoostingPage</name>
    <message>
        <source>Boosting</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>Train the selected variant to see how evenly its units share the work.</source>
        <translation>训练所选变体后，即可查看各单元分担工作是否均匀。</translation>
    </message>
    <message>
        <source>The first epoch is under way; after it you see how evenly units share the work.</source>
        <translation>第一轮正在进行；结束后即可查看各单元分担工作是否均匀。</translation>
    </message>
    <message>
        <source>{name} has no k-winners: its units do not compete, so none needs a boost.</source>
        <translation>{name} 没有 k-winners：单元之间不竞争，因此无需提升。</translation>
    </message>
    <message>
        <source>{name} was trained by an earlier version, which kept no duty cycles. Duplicate and train it to see them.</source>
        <translation>{name} 由较早版本训练，未保存占空比。请复制该变体并训练，即可查看。</translation>
    </message>
    <message>
        <source>entropy {entropy} of at most {most} bits, {percent} %</source>
        <translation>熵 {entropy} 比特，最大 {most} 比特，{percent} %</translation>
    </message>
    <message>
        <source>entropy {entropy} of {most} bits, {percent} %</source>
        <translation>熵 {entropy} / {most} 比特，{percent} %</translation>
    </message>
    <message>
        <source>{entropy} of {most} bits, {percent} %</source>
        <translation>{entropy} / {most} 比特，{percent} %</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>There is no variant to train. Add one first.</source>
        <translation>没有可训练的变体，请先添加一个。</translation>
    </message>
    <message>
        <source>Everything that is not trained yet is in the queue already.</source>
        <translation>所有尚未训练的变体均已在队列中。</translation>
    </message>
    <message>
        <source>Every variant is trained. Add or change one, then train again.</source>
        <translation>所有变体均已训练。请添加或修改变体后再训练。</translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation>未选择变体。</translation>
    </message>
    <message>
        <source>{name} came with the program. Duplicate it to train a copy.</source>
        <translation>{name} 随程序提供。请复制它，再训练副本。</translation>
    </message>
    <message>
        <source>{name} comes from elsewhere, and is not trained here.</source>
        <translation>{name} 是外部网络，不在此训练。</translation>
    </message>
    <message>
        <source>{name} is trained already.</source>
        <translation>{name} 已训练。</translation>
    </message>
    <message>
        <source>{name} is trained again. What it learned stays until that is done.</source>
        <translation>正在重新训练 {name}。在完成之前，已学到的内容会保留。</translation>
    </message>
    <message>
        <source>{name} cannot be trained again now.</source>
        <translation>现在无法重新训练 {name}。</translation>
    </message>
    <message>
        <source>The copy of {name} is trained from the beginning, for its momentum was not kept.</source>
        <translation>{name} 的动量未保存，因此副本从头训练。</translation>
    </message>
    <message>
        <source>Every kind of noise is swept, one after another. Cancel sweep ends it.</source>
        <translation>正在逐一扫描所有噪声种类。“取消扫描”可结束扫描。</translation>
    </message>
    <message>
        <source>Every kind of noise is in the queue already, or follows a training.</source>
        <translation>所有噪声种类都已在队列中，或将在训练之后扫描。</translation>
    </message>
    <message>
        <source>Every kind of noise was swept over every trained variant.</source>
        <translation>所有已训练的变体都已扫描过所有噪声种类。</translation>
    </message>
    <message>
        <source>{name} is not trained yet.</source>
        <translation>{name} 尚未训练。</translation>
    </message>
    <message>
        <source>Removed {name}. Ctrl+Z brings it back.</source>
        <translation>已移除 {name}。按 Ctrl+Z 可恢复。</translation>
    </message>
    <message>
        <source>{name} is in the queue already.</source>
        <translation>{name} 已在队列中。</translation>
    </message>
    <message>
        <source>Each variant&apos;s noise sweep follows its training.</source>
        <translation>每个变体训练后会自动扫描噪声。</translation>
    </message>
    <message>
        <source>Nothing is trained yet. Press Train all first.</source>
        <translation>尚无已训练的变体。请先按“全部训练”。</translation>
    </message>
    <message>
        <source>{name}: {text}.</source>
        <translation>{name}：{text}。</translation>
    </message>
    <message>
        <source>No image found on which trained variants disagree at this noise.</source>
        <translation>在此噪声下，未找到已训练的变体有分歧的图像。</translation>
    </message>
    <message>
        <source>Training was stopped; what was learned is kept.</source>
        <translation>训练已停止；已学到的内容会保留。</translation>
    </message>
    <message>
        <source>The curves of the pre-trained pair are whole. Choose MNIST under Data to sweep others.</source>
        <translation>预训练网络对的曲线已完整。要扫描其他变体，请在“数据”中选择 MNIST。</translation>
    </message>
</context>
<context>
    <name>ConfigField</name>
    <message>
        <source>Sparse convolution</source>
        <translation>稀疏卷积</translation>
    </message>
    <message>
        <source>Fix a part of each filter&apos;s weights at zero.</source>
        <translation>将每个卷积核的一部分权重固定为零。</translation>
    </message>
    <message>
        <source>k-winners</source>
        <translation>k-winners</translation>
    </message>
    <message>
        <source>Let only the k largest activations pass; otherwise ReLU.</source>
        <translation>只让 k 个最大的激活值通过；否则使用 ReLU。</translation>
    </message>
    <message>
        <source>Sparse linear layer</source>
        <translation>稀疏线性层</translation>
    </message>
    <message>
        <source>Fix a part of each hidden unit&apos;s weights at zero.</source>
        <translation>将每个隐藏单元的一部分权重固定为零。</translation>
    </message>
    <message>
        <source>Local winners</source>
        <translation>局部胜者</translation>
    </message>
    <message>
        <source>Let the filters of each position compete, instead of all units of an image.</source>
        <translation>让同一位置的各卷积核相互竞争，而不是整张图像的所有单元一起竞争。</translation>
    </message>
    <message>
        <source>No effect: k-winners are off.</source>
        <translation>无效果：k-winners 已关闭。</translation>
    </message>
    <message>
        <source>No effect: no convolution has k-winners.</source>
        <translation>无效果：没有卷积使用 k-winners。</translation>
    </message>
    <message>
        <source>k in evaluation</source>
        <translation>评估时的 k</translation>
    </message>
    <message>
        <source>k is multiplied by this when the network is evaluated. The paper uses 1.5, the article 1.</source>
        <translation>评估网络时，k 乘以该值。论文使用 1.5，原文章使用 1。</translation>
    </message>
    <message>
        <source>times</source>
        <translation>倍</translation>
    </message>
    <message>
        <source>No effect: no layer has k-winners.</source>
        <translation>无效果：没有层使用 k-winners。</translation>
    </message>
    <message>
        <source>No effect: in evaluation there is ReLU instead.</source>
        <translation>无效果：评估时改用 ReLU。</translation>
    </message>
    <message>
        <source>Boost strength</source>
        <translation>提升强度</translation>
    </message>
    <message>
        <source>How strongly units that seldom win are favoured. The paper uses 1.5, the article 0.</source>
        <translation>对很少获胜的单元的偏向程度。论文使用 1.5，原文章使用 0。</translation>
    </message>
    <message>
        <source>No effect: in training there is ReLU instead.</source>
        <translation>无效果：训练时改用 ReLU。</translation>
    </message>
    <message>
        <source>No effect: winners are chosen at random.</source>
        <translation>无效果：胜者随机选取。</translation>
    </message>
    <message>
        <source>Boost decay</source>
        <translation>提升衰减</translation>
    </message>
    <message>
        <source>The boost strength is multiplied by this after each epoch. The paper uses 0.85.</source>
        <translation>每轮之后，提升强度乘以该值。论文使用 0.85。</translation>
    </message>
    <message>
        <source>No effect: the boost strength is 0.</source>
        <translation>无效果：提升强度为 0。</translation>
    </message>
    <message>
        <source>Duty-cycle period</source>
        <translation>占空比周期</translation>
    </message>
    <message>
        <source>Images over which a unit&apos;s activity is averaged.</source>
        <translation>对单元的激活情况求平均的图像数。</translation>
    </message>
    <message>
        <source>images</source>
        <translation>张图像</translation>
    </message>
    <message>
        <source>Rescale sparse weights</source>
        <translation>缩放稀疏权重</translation>
    </message>
    <message>
        <source>Start sparse layers with larger weights, scaled to the inputs that each unit has left.</source>
        <translation>稀疏层以较大的权重开始，大小按每个单元剩余的输入数缩放。</translation>
    </message>
    <message>
        <source>No effect: no layer has sparse weights.</source>
        <translation>无效果：没有层使用稀疏权重。</translation>
    </message>
    <message>
        <source>Winners in use</source>
        <translation>胜者使用时机</translation>
    </message>
    <message>
        <source>Where k-winners are not in use, ReLU is; a control.</source>
        <translation>不使用 k-winners 时改用 ReLU；用作对照。</translation>
    </message>
    <message>
        <source>always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>training only</source>
        <translation>仅训练</translation>
    </message>
    <message>
        <source>inference only</source>
        <translation>仅推理</translation>
    </message>
    <message>
        <source>Winners chosen</source>
        <translation>胜者选取</translation>
    </message>
    <message>
        <source>At random: as many units of each image, whatever their values; a control.</source>
        <translation>随机：每张图像选取同样数量的单元，与其值无关；用作对照。</translation>
    </message>
    <message>
        <source>by value</source>
        <translation>按值</translation>
    </message>
    <message>
        <source>at random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Of each image. Centred: without the image&apos;s own mean. Scaled: divided by its own standard deviation, too.</source>
        <translation>按每张图像处理。去均值：减去图像自身的均值。缩放：再除以自身的标准差。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>centred</source>
        <translation>去均值</translation>
    </message>
    <message>
        <source>centred and scaled</source>
        <translation>去均值并缩放</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>What follows each convolution, before its pool, and the hidden layer, before its activation.</source>
        <translation>位于每个卷积之后、池化之前，以及隐藏层之后、激活函数之前。</translation>
    </message>
    <message>
        <source>batch norm</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>layer norm</source>
        <translation>层归一化</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Part of the hidden layer&apos;s units that each step of training leaves out, as in the paper&apos;s experiments.</source>
        <translation>每个训练步随机略去的隐藏层单元占比，与论文的实验相同。</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>卷积核数</translation>
    </message>
    <message>
        <source>Number of filters, and of feature maps.</source>
        <translation>卷积核的数量，也是特征图的数量。</translation>
    </message>
    <message>
        <source>Filter size</source>
        <translation>卷积核大小</translation>
    </message>
    <message>
        <source>Height and width of a filter.</source>
        <translation>卷积核的高和宽。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Non-zero weights</source>
        <translation>非零权重</translation>
    </message>
    <message>
        <source>Fraction of each filter&apos;s weights that is not fixed at zero, while sparse convolution is on.</source>
        <translation>稀疏卷积开启时，每个卷积核中未固定为零的权重占比。</translation>
    </message>
    <message>
        <source>No effect: sparse convolution is off.</source>
        <translation>无效果：稀疏卷积已关闭。</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>What follows the pool. k-winners become ReLU while the k-winners switch is off.</source>
        <translation>位于池化之后。k-winners 开关关闭时，k-winners 变为 ReLU。</translation>
    </message>
    <message>
        <source>relu</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>Winners k</source>
        <translation>胜者数 k</translation>
    </message>
    <message>
        <source>Units that stay active for each image, of all units of this block.</source>
        <translation>在本块的所有单元中，每张图像保持激活的单元数。</translation>
    </message>
    <message>
        <source>No effect: the activation is not k-winners.</source>
        <translation>无效果：激活函数不是 k-winners。</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>隐藏单元</translation>
    </message>
    <message>
        <source>Units of the hidden layer.</source>
        <translation>隐藏层的单元数。</translation>
    </message>
    <message>
        <source>Fraction of each unit&apos;s inputs that is not fixed at zero, while sparse linear is on.</source>
        <translation>稀疏线性层开启时，每个单元未固定为零的输入占比。</translation>
    </message>
    <message>
        <source>No effect: the sparse linear layer is off.</source>
        <translation>无效果：稀疏线性层已关闭。</translation>
    </message>
    <message>
        <source>What follows the hidden layer; the article has nothing there. k-winners become ReLU while the k-winners switch is off.</source>
        <translation>位于隐藏层之后；原文章在此处没有激活函数。k-winners 开关关闭时，k-winners 变为 ReLU。</translation>
    </message>
    <message>
        <source>Hidden units that stay active for each image.</source>
        <translation>每张图像保持激活的隐藏单元数。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How often all training images are shown. Automatic: what the data set suggests.</source>
        <translation>所有训练图像展示的次数。自动：采用数据集的建议值。</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Images a step.</source>
        <translation>每步的图像数。</translation>
    </message>
    <message>
        <source>No effect: the only epoch is the first one, which has a batch size of its own.</source>
        <translation>无效果：唯一的一轮就是第一轮，它有单独的批大小。</translation>
    </message>
    <message>
        <source>First epoch&apos;s batch</source>
        <translation>第一轮的批大小</translation>
    </message>
    <message>
        <source>Images a step in the first epoch; small batches settle the duty cycles (paper). Automatic: the batch size.</source>
        <translation>第一轮每步的图像数；小批可使占空比趋于稳定（论文）。自动：采用批大小。</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of a step.</source>
        <translation>每步的大小。</translation>
    </message>
    <message>
        <source>Learning-rate decay</source>
        <translation>学习率衰减</translation>
    </message>
    <message>
        <source>The learning rate is multiplied by this after each epoch. The paper uses 0.8.</source>
        <translation>每轮之后，学习率乘以该值。论文使用 0.8。</translation>
    </message>
    <message>
        <source>No effect: there is only one epoch.</source>
        <translation>无效果：只有一轮。</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Part of the last step that is repeated in the next.</source>
        <translation>上一步在下一步中重复的占比。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Each step draws every parameter towards zero by this times the learning rate.</source>
        <translation>每步将每个参数向零拉近，幅度为该值乘以学习率。</translation>
    </message>
    <message>
        <source>L1 penalty</source>
        <translation>L1 惩罚</translation>
    </message>
    <message>
        <source>The loss grows by this times an image&apos;s sum of activations, after ReLU or k-winners.</source>
        <translation>损失增加该值乘以每张图像在 ReLU 或 k-winners 之后的激活值之和。</translation>
    </message>
    <message>
        <source>Training noise</source>
        <translation>训练噪声</translation>
    </message>
    <message>
        <source>Noise on the training images, drawn again for each step.</source>
        <translation>训练图像上的噪声，每步重新抽取。</translation>
    </message>
    <message>
        <source>article</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>salt-and-pepper</source>
        <translation>椒盐</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>gaussian</source>
        <translation>高斯</translation>
    </message>
    <message>
        <source>speckle</source>
        <translation>斑点</translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>translation</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>elastic</source>
        <translation>弹性形变</translation>
    </message>
    <message>
        <source>mnist-c-shot-noise</source>
        <translation>MNIST-C 散粒噪声</translation>
    </message>
    <message>
        <source>mnist-c-impulse-noise</source>
        <translation>MNIST-C 脉冲噪声</translation>
    </message>
    <message>
        <source>mnist-c-glass-blur</source>
        <translation>MNIST-C 玻璃模糊</translation>
    </message>
    <message>
        <source>mnist-c-motion-blur</source>
        <translation>MNIST-C 运动模糊</translation>
    </message>
    <message>
        <source>mnist-c-shear</source>
        <translation>MNIST-C 剪切</translation>
    </message>
    <message>
        <source>mnist-c-scale</source>
        <translation>MNIST-C 缩放</translation>
    </message>
    <message>
        <source>mnist-c-rotate</source>
        <translation>MNIST-C 旋转</translation>
    </message>
    <message>
        <source>mnist-c-brightness</source>
        <translation>MNIST-C 亮度</translation>
    </message>
    <message>
        <source>mnist-c-translate</source>
        <translation>MNIST-C 平移</translation>
    </message>
    <message>
        <source>mnist-c-stripe</source>
        <translation>MNIST-C 条纹</translation>
    </message>
    <message>
        <source>mnist-c-fog</source>
        <translation>MNIST-C 雾</translation>
    </message>
    <message>
        <source>mnist-c-spatter</source>
        <translation>MNIST-C 飞溅</translation>
    </message>
    <message>
        <source>mnist-c-dotted-line</source>
        <translation>MNIST-C 虚线</translation>
    </message>
    <message>
        <source>mnist-c-zigzag</source>
        <translation>MNIST-C 锯齿线</translation>
    </message>
    <message>
        <source>mnist-c-canny-edges</source>
        <translation>MNIST-C Canny 边缘</translation>
    </message>
    <message>
        <source>Noise up to</source>
        <translation>噪声上限</translation>
    </message>
    <message>
        <source>Each training image&apos;s noise level is drawn between 0 and this.</source>
        <translation>每张训练图像的噪声水平在 0 与该值之间抽取。</translation>
    </message>
    <message>
        <source>No effect: there is no training noise.</source>
        <translation>无效果：没有训练噪声。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Number of convolution blocks.</source>
        <translation>卷积块的数量。</translation>
    </message>
</context>
<context>
    <name>ConfusionView</name>
    <message>
        <source>Confusion matrices: rows are what is true, columns what was said</source>
        <translation>混淆矩阵：行为真实类别，列为网络的回答</translation>
    </message>
    <message>
        <source>{name} knows {count:,} of {total:,} digits that show {true} ({percent:.1f} %)</source>
        <translation>{name} 认出了 {total:,} 个 {true} 中的 {count:,} 个（{percent:.1f} %）</translation>
    </message>
    <message>
        <source>{name} takes {true} for {said}: {count:,} of {total:,} digits ({percent:.1f} %)</source>
        <translation>{name} 把 {true} 认作 {said}：{total:,} 个数字中的 {count:,} 个（{percent:.1f} %）</translation>
    </message>
    <message>
        <source>{percent:.1f} % right</source>
        <translation>答对 {percent:.1f} %</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Copy the matrix of {name}</source>
        <translation>复制 {name} 的矩阵</translation>
    </message>
    <message>
        <source>Save the matrix of {name} as CSV …</source>
        <translation>将 {name} 的矩阵保存为 CSV…</translation>
    </message>
    <message>
        <source>{name}: {correct:,} of {total:,} right</source>
        <translation>{name}：{total:,} 个中答对 {correct:,} 个</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>Only some digits of MNIST are here, to look at. Choose MNIST under Data to sweep {name}.</source>
        <translation>这里只有部分 MNIST 数字供查看。请在“数据”中选择 MNIST 以扫描 {name}。</translation>
    </message>
    <message>
        <source>The session is not saved: {path} cannot be read, and could not be set aside.</source>
        <translation>会话未保存：无法读取 {path}，也无法将其移开。</translation>
    </message>
    <message>
        <source>The session could not be saved in {folder}</source>
        <translation>无法将会话保存到 {folder}</translation>
    </message>
</context>
<context>
    <name>Cost</name>
    <message>
        <source>{parameters:,} parameters, {nonzero:,} not zero
{adds:.2f} M of {dense:.2f} M multiply-adds an image</source>
        <translation>{parameters:,} 个参数，其中 {nonzero:,} 个非零
每张图像 {adds:.2f} M 次乘加（稠密时 {dense:.2f} M）</translation>
    </message>
    <message>
        <source>multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>time here</source>
        <translation>本机用时</translation>
    </message>
    <message>
        <source>multiply-adds of an image</source>
        <translation>每张图像的乘加次数</translation>
    </message>
    <message>
        <source>weights that are not zero</source>
        <translation>非零权重数</translation>
    </message>
    <message>
        <source>seconds for 1,000 images</source>
        <translation>1,000 张图像的秒数</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>robustness</source>
        <translation>鲁棒性</translation>
    </message>
    <message>
        <source>correct, %</source>
        <translation>准确率，%</translation>
    </message>
    <message>
        <source>robustness, %</source>
        <translation>鲁棒性，%</translation>
    </message>
    <message>
        <source>{seconds:.3f} s for 1,000 images</source>
        <translation>1,000 张图像 {seconds:.3f} 秒</translation>
    </message>
    <message>
        <source>{count:,} weights</source>
        <translation>{count:,} 个权重</translation>
    </message>
    <message>
        <source>{count:,} multiply-adds</source>
        <translation>{count:,} 次乘加</translation>
    </message>
    <message>
        <source>Cheapest with {least:g} % at {percent:g} % noise, {noise}: {name}, {value:.1f} % for {cost}.</source>
        <translation>{noise}，{percent:g} % 噪声时达到 {least:g} % 的最省变体：{name}，{value:.1f} %，{cost}。</translation>
    </message>
    <message>
        <source>No variant has {least:g} % at {percent:g} % noise, {noise}; {name} comes nearest, with {value:.1f} %.</source>
        <translation>{noise}，{percent:g} % 噪声时没有变体达到 {least:g} %；最接近的是 {name}，{value:.1f} %。</translation>
    </message>
    <message>
        <source>{clean} % without noise, {accuracy} % at {noise:g} % noise, robustness {robustness} %</source>
        <translation>无噪声 {clean} %，{noise:g} % 噪声时 {accuracy} %，鲁棒性 {robustness} %</translation>
    </message>
    <message>
        <source>Cheapest with a robustness of {least:g} % to {noise}: {name}, {value:.1f} % for {cost}.</source>
        <translation>对{noise}鲁棒性达到 {least:g} % 的最省变体：{name}，{value:.1f} %，{cost}。</translation>
    </message>
    <message>
        <source>No variant has a robustness of {least:g} % to {noise}; {name} comes nearest, with {value:.1f} %.</source>
        <translation>没有变体对{noise}的鲁棒性达到 {least:g} %；最接近的是 {name}，{value:.1f} %。</translation>
    </message>
    <message>
        <source>{name}: {value:.1f} % for {cost}</source>
        <translation>{name}：{value:.1f} %，{cost}</translation>
    </message>
    <message>
        <source>None; {name} comes nearest: {value:.1f} %</source>
        <translation>无；最接近的是 {name}：{value:.1f} %</translation>
    </message>
    <message>
        <source>{count:,} multiply-adds of an image, {share:.0f} % of those without zeros</source>
        <translation>每张图像 {count:,} 次乘加，为不跳过零时的 {share:.0f} %</translation>
    </message>
    <message>
        <source>{count:,} of {total:,} weights not zero</source>
        <translation>{total:,} 个权重中 {count:,} 个非零</translation>
    </message>
    <message>
        <source>{seconds:.3f} s for 1,000 images, {memory:.2f} MB in memory</source>
        <translation>1,000 张图像 {seconds:.3f} 秒，占内存 {memory:.2f} MB</translation>
    </message>
    <message>
        <source>best for its cost: no other is as good for less</source>
        <translation>同等代价下最佳：没有别的变体代价更低而同样好</translation>
    </message>
</context>
<context>
    <name>CostColumns</name>
    <message>
        <source>variant</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>干净</translation>
    </message>
    <message>
        <source>at {noise:g} %</source>
        <translation>{noise:g} % 时</translation>
    </message>
    <message>
        <source>robustness</source>
        <translation>鲁棒性</translation>
    </message>
    <message>
        <source>multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>of dense</source>
        <translation>占稠密</translation>
    </message>
    <message>
        <source>In percent of those if every zero were computed with.</source>
        <translation>占不跳过任何零时的百分比。</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>s / 1,000</source>
        <translation>秒/1,000</translation>
    </message>
    <message>
        <source>Seconds for 1,000 images on this computer, on one core; the median of five turns.</source>
        <translation>本机单核处理 1,000 张图像的秒数；五次的中位数。</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Memory of all weights, masks and counters, in millions of bytes.</source>
        <translation>所有权重、掩码和计数器占用的内存，单位为百万字节。</translation>
    </message>
</context>
<context>
    <name>CostPane</name>
    <message>
        <source>Cost</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>What a variant can do</source>
        <translation>变体的能力</translation>
    </message>
    <message>
        <source>What a variant costs</source>
        <translation>变体的代价</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Save cost as CSV</source>
        <translation>将代价保存为 CSV</translation>
    </message>
    <message>
        <source>At least so many percent</source>
        <translation>至少达到的百分比</translation>
    </message>
    <message>
        <source>The cheapest variant with at least so many percent is looked for.</source>
        <translation>查找至少达到该百分比的最省变体。</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Measure here</source>
        <translation>在本机测量</translation>
    </message>
</context>
<context>
    <name>CostPlot</name>
    <message>
        <source>Accuracy against cost</source>
        <translation>准确率与代价</translation>
    </message>
    <message>
        <source>Arrow keys select the next cheaper or dearer variant.</source>
        <translation>用方向键选择代价更低或更高的下一个变体。</translation>
    </message>
    <message>
        <source>— best for the cost    ○ cheapest with what is asked for</source>
        <translation>— 同等代价下最佳    ○ 达到要求的最省变体</translation>
    </message>
</context>
<context>
    <name>CostTable</name>
    <message>
        <source>Cost of the variants</source>
        <translation>各变体的代价</translation>
    </message>
</context>
<context>
    <name>CostWords</name>
    <message>
        <source>No results yet. Train variants and sweep the noise over them: each becomes a point here.</source>
        <translation>还没有结果。训练变体并扫描噪声后，每个变体在此显示为一个点。</translation>
    </message>
    <message>
        <source>All variants are hidden. The eyes in the list bring them back.</source>
        <translation>所有变体都已隐藏。点击列表中的眼睛图标可重新显示。</translation>
    </message>
    <message>
        <source>No variant in sight has been swept with this noise to the end. Press Sweep noise.</source>
        <translation>显示的变体都没有用这种噪声完整扫描过。请按“扫描噪声”。</translation>
    </message>
    <message>
        <source>The networks are being measured.</source>
        <translation>正在测量网络。</translation>
    </message>
    <message>
        <source>No time is known yet. Press Measure here.</source>
        <translation>还没有用时数据。请按“在本机测量”。</translation>
    </message>
    <message>
        <source>Measuring: {done} of {total} networks done</source>
        <translation>正在测量：{total} 个网络中已完成 {done} 个</translation>
    </message>
    <message>
        <source>★ {meaning}</source>
        <translation>★ {meaning}</translation>
    </message>
    <message>
        <source>Every variant in sight is measured.</source>
        <translation>显示的变体都已测量。</translation>
    </message>
    <message>
        <source>Measure on this computer how long each network takes for 1,000 images, and its memory</source>
        <translation>在本机测量每个网络处理 1,000 张图像的用时及所占内存</translation>
    </message>
    <message>
        <source>Time is not measured while something is trained or swept: it would come out too long.</source>
        <translation>训练或扫描时不测量用时：结果会偏长。</translation>
    </message>
</context>
<context>
    <name>CurvesPane</name>
    <message>
        <source>Accuracy against noise</source>
        <translation>准确率随噪声的变化</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Cancel sweep</source>
        <translation>取消扫描</translation>
    </message>
    <message>
        <source>Sweep noise</source>
        <translation>扫描噪声</translation>
    </message>
    <message>
        <source>Classify all test images at every noise level, for all trained variants (F6)</source>
        <translation>对所有已训练的变体，在每个噪声水平下识别全部测试图像（F6）</translation>
    </message>
    <message>
        <source>All variants are hidden. The eyes in the list of variants bring them back.</source>
        <translation>所有变体均已隐藏。点击变体列表中的“显示”图标可恢复显示。</translation>
    </message>
    <message>
        <source>Nothing swept with this noise yet. Press Sweep noise.</source>
        <translation>尚未用此噪声扫描。请按“扫描噪声”。</translation>
    </message>
    <message>
        <source>Once a variant is trained, its accuracy at every noise level appears here.</source>
        <translation>变体训练后，它在各噪声水平下的准确率会显示在此处。</translation>
    </message>
</context>
<context>
    <name>DataCatalogue</name>
    <message>
        <source>Digits (bundled)</source>
        <translation>数字（内置）</translation>
    </message>
    <message>
        <source>1,797 real handwritten digits that need no download; small and coarse, so they show the effect of sparse networks more mildly than MNIST does.</source>
        <translation>1,797 个真实手写数字，无需下载；图像小而粗糙，因此稀疏网络的效果不如在 MNIST 上明显。</translation>
    </message>
    <message>
        <source>MNIST</source>
        <translation>MNIST</translation>
    </message>
    <message>
        <source>70,000 handwritten digits, the data set of the article and of the paper.</source>
        <translation>70,000 个手写数字，原文章和论文使用的数据集。</translation>
    </message>
    <message>
        <source>Fashion-MNIST</source>
        <translation>Fashion-MNIST</translation>
    </message>
    <message>
        <source>70,000 pictures of clothes in ten classes, harder to tell apart than digits.</source>
        <translation>70,000 张服装图片，共十类，比数字更难区分。</translation>
    </message>
    <message>
        <source>Kuzushiji-MNIST</source>
        <translation>Kuzushiji-MNIST</translation>
    </message>
    <message>
        <source>70,000 cursive Japanese characters in ten classes, each written in several ways.</source>
        <translation>70,000 个日文草书字符，共十类，每类有多种写法。</translation>
    </message>
    <message>
        <source>EMNIST Letters</source>
        <translation>EMNIST Letters</translation>
    </message>
    <message>
        <source>145,600 handwritten letters in 26 classes, capitals and small ones together.</source>
        <translation>145,600 个手写字母，共 26 类，大小写合在一起。</translation>
    </message>
    <message>
        <source>EMNIST Balanced</source>
        <translation>EMNIST Balanced</translation>
    </message>
    <message>
        <source>131,600 handwritten digits and letters in 47 classes of the same size.</source>
        <translation>131,600 个手写数字和字母，共 47 类，每类数量相同。</translation>
    </message>
    <message>
        <source>EMNIST By Class</source>
        <translation>EMNIST By Class</translation>
    </message>
    <message>
        <source>814,255 handwritten digits, capitals and small letters in 62 classes, as often as people write them.</source>
        <translation>814,255 个手写数字和大小写字母，共 62 类，比例与日常书写相同。</translation>
    </message>
    <message>
        <source>EMNIST By Merge</source>
        <translation>EMNIST By Merge</translation>
    </message>
    <message>
        <source>814,255 handwritten digits and letters in 47 classes: small letters that look like their capitals are theirs.</source>
        <translation>814,255 个手写数字和字母，共 47 类：与大写相似的小写字母并入大写。</translation>
    </message>
    <message>
        <source>EMNIST Digits</source>
        <translation>EMNIST Digits</translation>
    </message>
    <message>
        <source>280,000 handwritten digits by more hands than MNIST&apos;s.</source>
        <translation>280,000 个手写数字，书写者比 MNIST 更多。</translation>
    </message>
    <message>
        <source>EMNIST MNIST</source>
        <translation>EMNIST MNIST</translation>
    </message>
    <message>
        <source>70,000 handwritten digits of EMNIST, as many as MNIST has.</source>
        <translation>EMNIST 的 70,000 个手写数字，数量与 MNIST 相同。</translation>
    </message>
    <message>
        <source>Folder {path}</source>
        <translation>文件夹 {path}</translation>
    </message>
</context>
<context>
    <name>DatasetChooser</name>
    <message>
        <source>Folder with PNG files by class, .npy, CSV or IDX files</source>
        <translation>按类别存放 PNG 文件的文件夹，或 .npy、CSV、IDX 文件</translation>
    </message>
    <message>
        <source>{title} is not on this computer. Download it ({size:.1f} MB)?</source>
        <translation>{title} 不在本机上。是否下载（{size:.1f} MB）？</translation>
    </message>
    <message>
        <source>It is fetched from the internet once, and kept in {folder}.</source>
        <translation>只需从互联网下载一次，保存在 {folder}。</translation>
    </message>
    <message>
        <source>Stay with {title}</source>
        <translation>继续使用 {title}</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>Difference</name>
    <message>
        <source>{mean} ({reason})</source>
        <translation>{mean}（{reason}）</translation>
    </message>
    <message>
        <source>{mean} (95 %: {low} to {high}; {same} of {seeds} seeds)</source>
        <translation>{mean}（95 %：{low} 至 {high}；随机种子 {same} / {seeds}）</translation>
    </message>
</context>
<context>
    <name>DifferencePlot</name>
    <message>
        <source>Difference in accuracy against noise</source>
        <translation>准确率差异随噪声的变化</translation>
    </message>
    <message>
        <source>difference, points</source>
        <translation>差异，百分点</translation>
    </message>
    <message>
        <source>■ 95 % interval of the difference, paired by seed</source>
        <translation>■ 差异的 95 % 置信区间，按随机种子配对</translation>
    </message>
    <message>
        <source>one seed: no interval</source>
        <translation>一个随机种子：无置信区间</translation>
    </message>
    <message>
        <source>{name} less {reference}: {points}{interval} at {noise} %</source>
        <translation>噪声 {noise} % 时 {name} 减 {reference}：{points}{interval}</translation>
    </message>
</context>
<context>
    <name>DifferenceSwitch</name>
    <message>
        <source>Show how much better or worse than the reference each variant is, in points</source>
        <translation>以百分点显示各变体比基准好多少或差多少</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>minus {name}</source>
        <translation>减去 {name}</translation>
    </message>
    <message>
        <source>Once {name} and another variant are swept with this noise, their difference appears here.</source>
        <translation>{name} 与另一变体都用此噪声扫描后，其差异会显示在此处。</translation>
    </message>
</context>
<context>
    <name>DifferenceTable</name>
    <message>
        <source>Two variants compared</source>
        <translation>两个变体的对比</translation>
    </message>
    <message>
        <source>First variant</source>
        <translation>第一个变体</translation>
    </message>
    <message>
        <source>Second variant</source>
        <translation>第二个变体</translation>
    </message>
    <message>
        <source>What differs, and the results</source>
        <translation>不同之处与结果</translation>
    </message>
    <message>
        <source>and</source>
        <translation>与</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <source>second less first</source>
        <translation>第二个减第一个</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>{field} ({layer})</source>
        <translation>{field}（{layer}）</translation>
    </message>
    <message>
        <source>{value}, without effect</source>
        <translation>{value}，无效果</translation>
    </message>
    <message>
        <source>results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>not swept yet</source>
        <translation>尚未扫描</translation>
    </message>
    <message>
        <source>robustness, {kind}, %</source>
        <translation>鲁棒性，{kind}，%</translation>
    </message>
    <message>
        <source>at {level:g} % noise, %</source>
        <translation>噪声 {level:g} % 时，%</translation>
    </message>
    <message>
        <source>The table is on the clipboard, as Markdown.</source>
        <translation>表格已以 Markdown 格式复制到剪贴板。</translation>
    </message>
    <message>
        <source>The table is on the clipboard, as CSV.</source>
        <translation>表格已以 CSV 格式复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>DifferencesPane</name>
    <message>
        <source>Robustness: mean accuracy over a noise&apos;s levels, difference in points</source>
        <translation>鲁棒性：某种噪声各水平上的平均准确率，差异以百分点计</translation>
    </message>
    <message>
        <source>Robustness, difference in points</source>
        <translation>鲁棒性差异，百分点</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>鲁棒性</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>The variant that the others are compared with</source>
        <translation>其他变体与之比较的变体</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>Differences in robustness, variants by kinds of noise</source>
        <translation>鲁棒性差异，变体 × 噪声种类</translation>
    </message>
    <message>
        <source>Nothing swept yet. Train variants and sweep a noise over them: each kind of noise becomes a column, each variant a row.</source>
        <translation>尚无扫描结果。请训练变体并扫描噪声：每种噪声为一列，每个变体为一行。</translation>
    </message>
    <message>
        <source>( ) the 95 % interval holds 0 or the seeds disagree; click a cell to see its curves</source>
        <translation>( ) 95 % 置信区间包含 0 或各随机种子不一致；点击单元格查看曲线</translation>
    </message>
    <message>
        <source>( ) one seed is too few for an interval; click a cell to see its curves</source>
        <translation>( ) 仅一个随机种子，不足以得出置信区间；点击单元格查看曲线</translation>
    </message>
    <message>
        <source>( ) cannot be told from 0; click for its curves</source>
        <translation>( ) 无法与 0 区分；点击查看曲线</translation>
    </message>
    <message>
        <source>( ) one seed, so no interval; click for its curves</source>
        <translation>( ) 仅一个随机种子，无置信区间；点击查看曲线</translation>
    </message>
    <message>
        <source>{name}, {kind}: not swept</source>
        <translation>{name}，{kind}：未扫描</translation>
    </message>
    <message>
        <source>{name}, {kind}: {score:.1f} % on average over the levels</source>
        <translation>{name}，{kind}：各水平平均 {score:.1f} %</translation>
    </message>
    <message>
        <source>{name} less {reference}, {kind}: {difference}</source>
        <translation>{name} 减 {reference}，{kind}：{difference}</translation>
    </message>
</context>
<context>
    <name>DigitFinder</name>
    <message>
        <source>Class of digits to look at</source>
        <translation>要查看的数字类别</translation>
    </message>
    <message>
        <source>Look at digits of this class only</source>
        <translation>只看该类数字</translation>
    </message>
    <message>
        <source>any digit</source>
        <translation>任意数字</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>A random image</source>
        <translation>随机选一张图像</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Show the networks an image of your own</source>
        <translation>让网络识别你自己的图像</translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>Next image on which the variants disagree</source>
        <translation>下一张变体有分歧的图像</translation>
    </message>
    <message>
        <source>Searching for an image on which the variants disagree; press to stop</source>
        <translation>正在查找变体有分歧的图像；按下可停止</translation>
    </message>
</context>
<context>
    <name>DigitPicker</name>
    <message>
        <source>a {digit}</source>
        <translation>是 {digit}</translation>
    </message>
</context>
<context>
    <name>DigitStepper</name>
    <message>
        <source>Previous image</source>
        <translation>上一张图像</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一张图像</translation>
    </message>
    <message>
        <source>Number of the image</source>
        <translation>图像编号</translation>
    </message>
    <message>
        <source>image </source>
        <translation>图像 </translation>
    </message>
    <message>
        <source> of {count:,}</source>
        <translation> / {count:,}</translation>
    </message>
    <message>
        <source>Number of the image, 1 … {count:,}</source>
        <translation>图像编号，1 … {count:,}</translation>
    </message>
</context>
<context>
    <name>DigitView</name>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Picture of {side} by {side} pixels</source>
        <translation>{side} × {side} 像素的图片</translation>
    </message>
</context>
<context>
    <name>DisagreementPane</name>
    <message>
        <source>Where they disagree</source>
        <translation>分歧所在</translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>The matrix is on the clipboard, for a spreadsheet.</source>
        <translation>矩阵已复制到剪贴板，可粘贴到电子表格。</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>Digits on which the two variants differ</source>
        <translation>两个变体回答不同的数字</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>混淆</translation>
    </message>
    <message>
        <source>How often each digit is taken for each other one</source>
        <translation>各数字被认作其他数字的次数</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>All disagreements</source>
        <translation>全部分歧</translation>
    </message>
    <message>
        <source>Back to all digits on which the two variants differ</source>
        <translation>返回到两个变体回答不同的全部数字</translation>
    </message>
    <message>
        <source>Whose mistakes come first</source>
        <translation>先列出答错的变体</translation>
    </message>
    <message>
        <source>Who is right about them</source>
        <translation>答对这些数字的变体</translation>
    </message>
    <message>
        <source>Swap the two variants</source>
        <translation>交换两个变体</translation>
    </message>
</context>
<context>
    <name>DisagreementWords</name>
    <message>
        <source>{first:,} of {asked:,}: {one} wrong, {other} right; {second:,} the reverse</source>
        <translation>{asked:,} 个中 {first:,} 个：{one} 错，{other} 对；{second:,} 个相反</translation>
    </message>
    <message>
        <source>{first:,} of the first {asked:,}: {one} wrong, {other} right; {second:,} the reverse …</source>
        <translation>前 {asked:,} 个中 {first:,} 个：{one} 错，{other} 对；{second:,} 个相反…</translation>
    </message>
    <message>
        <source>{first:,} of {asked:,}; {second:,} the reverse</source>
        <translation>{asked:,} 个中 {first:,} 个；{second:,} 个相反</translation>
    </message>
    <message>
        <source>{first:,} : {second:,}</source>
        <translation>{first:,} : {second:,}</translation>
    </message>
    <message>
        <source>{name} knows {true}: 1 digit</source>
        <translation>{name} 认出 {true}：1 个数字</translation>
    </message>
    <message>
        <source>{name} knows {true}: {count:,} digits</source>
        <translation>{name} 认出 {true}：{count:,} 个数字</translation>
    </message>
    <message>
        <source>{name} takes {true} for {said}: 1 digit</source>
        <translation>{name} 把 {true} 认作 {said}：1 个数字</translation>
    </message>
    <message>
        <source>{name} takes {true} for {said}: {count:,} digits</source>
        <translation>{name} 把 {true} 认作 {said}：{count:,} 个数字</translation>
    </message>
    <message>
        <source>{true} as {said}: {count:,}</source>
        <translation>{true} 认作 {said}：{count:,}</translation>
    </message>
    <message>
        <source>Noise: {kind}, {percent} %, with the pattern that the inspector shows.</source>
        <translation>噪声：{kind}，{percent} %，图样与检查器所示相同。</translation>
    </message>
    <message>
        <source>First come those that the first variant gets wrong, then the reverse, then both wrong.</source>
        <translation>先列出第一个变体答错的，再列出相反的，最后列出两者都错的。</translation>
    </message>
    <message>
        <source>{shown:,} of {count:,} test digits, evenly spread: with this noise each takes long.</source>
        <translation>{count:,} 个测试数字中均匀抽取 {shown:,} 个：此噪声下每个都很耗时。</translation>
    </message>
    <message>
        <source>No disagreement among the first {done:,} digits …</source>
        <translation>前 {done:,} 个数字中没有分歧…</translation>
    </message>
    <message>
        <source>{one} and {other} give the same answer to all {count:,} digits at {percent} % noise. More noise parts them.</source>
        <translation>在 {percent} % 噪声下，{one} 与 {other} 对全部 {count:,} 个数字的回答相同。加大噪声可使两者分开。</translation>
    </message>
    <message>
        <source>{name} takes no {true} for {said} at {percent} % noise.</source>
        <translation>在 {percent} % 噪声下，{name} 没有把 {true} 认作 {said}。</translation>
    </message>
    <message>
        <source>Loading what was trained …</source>
        <translation>正在加载训练结果…</translation>
    </message>
    <message>
        <source>Train two variants: the digits on which they differ under noise appear here.</source>
        <translation>请训练两个变体：它们在噪声下回答不同的数字会显示在此处。</translation>
    </message>
    <message>
        <source>Only one variant is trained or shown. Train or show another one to see where the two differ.</source>
        <translation>只有一个变体已训练或显示。请再训练或显示一个，以查看两者的分歧。</translation>
    </message>
    <message>
        <source>Asking about the test digits at this noise …</source>
        <translation>正在此噪声下识别测试数字…</translation>
    </message>
</context>
<context>
    <name>DrawingPad</name>
    <message>
        <source>Drawing pad</source>
        <translation>画板</translation>
    </message>
    <message>
        <source>Draw a digit with the mouse, a pen or a finger; the networks answer while you draw.</source>
        <translation>用鼠标、笔或手指画一个数字；绘制时网络会随时回答。</translation>
    </message>
    <message>
        <source>Draw a digit here</source>
        <translation>在此处画一个数字</translation>
    </message>
</context>
<context>
    <name>DrawingPanel</name>
    <message>
        <source>dark on light, found</source>
        <translation>浅底深色，自动识别</translation>
    </message>
    <message>
        <source>light on dark, found</source>
        <translation>深底浅色，自动识别</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Draw; the other mouse button erases</source>
        <translation>绘制；鼠标另一键为擦除</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Take away what is drawn</source>
        <translation>擦除已画的内容</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Paint noise on the picture by hand: pixels become what the chosen noise makes of them; the other mouse button takes it away</source>
        <translation>在图片上手动涂抹噪声：像素变为所选噪声的结果；鼠标另一键为清除噪声</translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation>粗细</translation>
    </message>
    <message>
        <source>Thickness of the pen, the eraser and the brush</source>
        <translation>画笔、橡皮和噪声笔的粗细</translation>
    </message>
    <message>
        <source>Take back the last stroke (Ctrl+Z)</source>
        <translation>撤销上一笔（Ctrl+Z）</translation>
    </message>
    <message>
        <source>Draw it again (Ctrl+Shift+Z)</source>
        <translation>重做上一笔（Ctrl+Shift+Z）</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Take everything away</source>
        <translation>清除全部内容</translation>
    </message>
    <message>
        <source>Undo stroke</source>
        <translation>撤销笔画</translation>
    </message>
    <message>
        <source>Redo stroke</source>
        <translation>重做笔画</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>Move the centre of mass into the middle, as in MNIST&apos;s digits</source>
        <translation>将质心移到中央，与 MNIST 的数字一致</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Scale what is drawn to 20 of 28 pixels, as MNIST&apos;s digits are</source>
        <translation>将所画内容缩放到 28 像素中的 20 像素，与 MNIST 的数字一致</translation>
    </message>
    <message>
        <source>Bring a picture</source>
        <translation>导入图片</translation>
    </message>
    <message>
        <source>Open picture …</source>
        <translation>打开图片…</translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation>粘贴图片</translation>
    </message>
    <message>
        <source>Draw on the test image</source>
        <translation>在测试图像上绘制</translation>
    </message>
    <message>
        <source>Ink of the picture</source>
        <translation>图片的笔迹</translation>
    </message>
    <message>
        <source>MNIST&apos;s digits are light on dark; a picture with dark ink is turned round</source>
        <translation>MNIST 的数字是深底浅色；深色笔迹的图片会被反色</translation>
    </message>
    <message>
        <source>light on dark</source>
        <translation>深底浅色</translation>
    </message>
    <message>
        <source>dark on light</source>
        <translation>浅底深色</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>它是什么</translation>
    </message>
    <message>
        <source>What you have drawn, so that answers can be right or wrong</source>
        <translation>所画的是什么，以便判断回答对错</translation>
    </message>
    <message>
        <source>it is a …</source>
        <translation>这是…</translation>
    </message>
    <message>
        <source>it is a {digit}</source>
        <translation>这是 {digit}</translation>
    </message>
    <message>
        <source>Keep …</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Keep it in a data set of your own</source>
        <translation>保存到自己的数据集</translation>
    </message>
</context>
<context>
    <name>DropFrame</name>
    <message>
        <source>Drop a picture for the networks to see, or a network in an ONNX file</source>
        <translation>放下一张图片给各网络看，或一个 ONNX 文件中的网络</translation>
    </message>
</context>
<context>
    <name>DutyCyclePlot</name>
    <message>
        <source>Duty cycles</source>
        <translation>占空比</translation>
    </message>
    <message>
        <source>active on, % of images</source>
        <translation>激活的图像占比，%</translation>
    </message>
    <message>
        <source>filters</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>even use {percent:.1f} %</source>
        <translation>均匀使用 {percent:.1f} %</translation>
    </message>
    <message>
        <source>{count:,} active on {low:g} to {high:g} % of the images</source>
        <translation>{count:,} 个在 {low:g} 至 {high:g} % 的图像上激活</translation>
    </message>
</context>
<context>
    <name>EpochSlider</name>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>Go back to earlier epochs; at the right end the newest is followed</source>
        <translation>返回较早的轮；最右端跟随最新一轮</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>after epoch {epoch} of {epochs}</source>
        <translation>第 {epoch} / {epochs} 轮之后</translation>
    </message>
</context>
<context>
    <name>ErrorReporter</name>
    <message>
        <source>The log is in {folder}</source>
        <translation>日志位于 {folder}</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>There is no log yet; it will be in {folder}</source>
        <translation>尚无日志；将保存在 {folder}</translation>
    </message>
    <message>
        <source>Something went wrong. Your work is still here.</source>
        <translation>出错了。你的工作仍然保留。</translation>
    </message>
</context>
<context>
    <name>ExperimentFiles</name>
    <message>
        <source>Nothing is trained and swept yet, so there is nothing to save.</source>
        <translation>尚未训练和扫描，没有可保存的内容。</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>Experiment (*.zip)</source>
        <translation>实验 (*.zip)</translation>
    </message>
    <message>
        <source>The experiment could not be saved.</source>
        <translation>无法保存实验。</translation>
    </message>
    <message>
        <source>Open experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>Open output folder</source>
        <translation>打开输出文件夹</translation>
    </message>
    <message>
        <source>The experiment could not be opened.</source>
        <translation>无法打开实验。</translation>
    </message>
    <message>
        <source>Another experiment is being saved or opened.</source>
        <translation>正在保存或打开另一个实验。</translation>
    </message>
    <message>
        <source>Opened {count} variants</source>
        <translation>已打开 {count} 个变体</translation>
    </message>
    <message>
        <source>Saved {runs} runs in {path}</source>
        <translation>已将 {runs} 次运行保存到 {path}</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Save results</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>CSV for Excel (*.csv)</source>
        <translation>Excel 用 CSV (*.csv)</translation>
    </message>
    <message>
        <source>Save cost</source>
        <translation>保存代价</translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation>保存曲线</translation>
    </message>
    <message>
        <source>The table is on the clipboard, as Markdown.</source>
        <translation>表格已以 Markdown 格式复制到剪贴板。</translation>
    </message>
    <message>
        <source>Save the matrix of {name}</source>
        <translation>保存 {name} 的矩阵</translation>
    </message>
    <message>
        <source>{path} could not be written.</source>
        <translation>无法写入 {path}。</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>已保存 {path}</translation>
    </message>
    <message>
        <source>{path} is there already. Replace it?</source>
        <translation>{path} 已存在。是否替换？</translation>
    </message>
    <message>
        <source>There are no results yet: no noise sweep has come to its end.</source>
        <translation>尚无结果：还没有完成的噪声扫描。</translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>Figure for a paper</source>
        <translation>论文插图</translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation>显示的内容</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Difference to {name}</source>
        <translation>与 {name} 的差异</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>One column</source>
        <translation>单栏</translation>
    </message>
    <message>
        <source>Two columns</source>
        <translation>双栏</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Width in millimetres</source>
        <translation>宽度（毫米）</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>印刷</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Caption in the picture</source>
        <translation>图中包含图注</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>图注</translation>
    </message>
    <message>
        <source>Copy caption</source>
        <translation>复制图注</translation>
    </message>
    <message>
        <source>Save …</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Shows</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Drawing …</source>
        <translation>正在绘制…</translation>
    </message>
</context>
<context>
    <name>FileSaver</name>
    <message>
        <source>Something else is still being saved.</source>
        <translation>另一项内容仍在保存。</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>已保存 {path}</translation>
    </message>
    <message>
        <source>{path} is there already.</source>
        <translation>{path} 已存在。</translation>
    </message>
    <message>
        <source>Saved {path}, and beside it {others}</source>
        <translation>已保存 {path}，并在同一位置保存 {others}</translation>
    </message>
    <message>
        <source>{path} could not be written.</source>
        <translation>无法写入 {path}。</translation>
    </message>
</context>
<context>
    <name>FilterGrid</name>
    <message>
        <source>{count} filters</source>
        <translation>{count} 个卷积核</translation>
    </message>
    <message>
        <source>filter {number}: {live} of {all} weights</source>
        <translation>卷积核 {number}：{all} 个权重中的 {live} 个</translation>
    </message>
    <message>
        <source>filter {number}, row {row}, column {column}: {weight}</source>
        <translation>卷积核 {number}，第 {row} 行，第 {column} 列：{weight}</translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation>固定为零</translation>
    </message>
</context>
<context>
    <name>FlipScale</name>
    <message>
        <source>First wrong answers</source>
        <translation>首次答错</translation>
    </message>
    <message>
        <source>{name}: first wrong at {percent} % noise</source>
        <translation>{name}：噪声 {percent} % 时首次答错</translation>
    </message>
    <message>
        <source>{name}: wrong even without noise</source>
        <translation>{name}：无噪声时也答错</translation>
    </message>
    <message>
        <source>0</source>
        <translation>0</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>ticks: first wrong answers</source>
        <translation>刻度：首次答错</translation>
    </message>
</context>
<context>
    <name>FoldedTitles</name>
    <message>
        <source>Bring this pane back</source>
        <translation>恢复此面板</translation>
    </message>
</context>
<context>
    <name>FoldingRow</name>
    <message>
        <source>More controls</source>
        <translation>更多控件</translation>
    </message>
    <message>
        <source>Controls for which this window is too narrow</source>
        <translation>窗口过窄而放不下的控件</translation>
    </message>
</context>
<context>
    <name>FormRow</name>
    <message>
        <source>Allowed: {values}.</source>
        <translation>允许的值：{values}。</translation>
    </message>
</context>
<context>
    <name>GalleryModel</name>
    <message>
        <source>image {number:,} of {count:,}, {label}</source>
        <translation>图像 {number:,} / {count:,}，{label}</translation>
    </message>
    <message>
        <source>{name} says {digit}: right</source>
        <translation>{name} 回答 {digit}：正确</translation>
    </message>
    <message>
        <source>{name} says {digit}: wrong</source>
        <translation>{name} 回答 {digit}：错误</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>What is done to an image before a network sees it, such as a share of its pixels turned grey.</source>
        <translation>图像在网络看到之前所受的改动，例如一部分像素变为灰色。</translation>
    </message>
    <message>
        <source>Winners</source>
        <translation>胜者</translation>
    </message>
    <message>
        <source>The units of a layer with the largest values. Only they pass their values on; all others say 0.</source>
        <translation>一层中值最大的单元。只有它们传递自己的值，其余单元输出 0。</translation>
    </message>
    <message>
        <source>k</source>
        <translation>k</translation>
    </message>
    <message>
        <source>How many winners a layer has for each image.</source>
        <translation>一层对每张图像有多少个胜者。</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>The smallest part of a network: it adds up its weighted inputs and passes one number on. A filter has one at each place of the image.</source>
        <translation>网络的最小组成部分：把加权的输入相加，再传出一个数。卷积核在图像的每个位置各有一个单元。</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>What a unit passes on. ReLU: its sum, or 0 if that is negative. k-winners: its sum if it is among the winners, else 0.</source>
        <translation>单元传出的值。ReLU：其总和，若为负则为 0。k-winners：若属于胜者则为其总和，否则为 0。</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>重叠度</translation>
    </message>
    <message>
        <source>What the active units of the clean and of the noisy digit have in common: those active on both, divided by those active on either. 1 is the same set, 0 is another one.</source>
        <translation>干净数字与含噪数字的激活单元的重合程度：在两者上都激活的单元数除以至少在其一激活的单元数。1 表示集合完全相同，0 表示完全不同。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>What a network learns: the numbers that its inputs are multiplied by.</source>
        <translation>网络学到的内容：与输入相乘的数。</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>密度</translation>
    </message>
    <message>
        <source>The share of a layer&apos;s weights that may differ from zero. The others stay at zero for ever.</source>
        <translation>一层中可以不为零的权重占比。其余权重始终为零。</translation>
    </message>
    <message>
        <source>Duty cycle</source>
        <translation>占空比</translation>
    </message>
    <message>
        <source>A unit&apos;s duty cycle is the share of recent training images on which it was among the winners.</source>
        <translation>单元的占空比是它在最近的训练图像中成为胜者的比例。</translation>
    </message>
    <message>
        <source>Boosting favours units that seldom win while training, so that all of them share the work.</source>
        <translation>提升在训练时照顾很少获胜的单元，让所有单元分担工作。</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>How evenly a layer&apos;s units share the work. The more evenly they are used, the nearer it is to its maximum.</source>
        <translation>一层的单元分担工作的均匀程度。使用得越均匀，熵越接近最大值。</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>A part of training in which each training image is shown once.</source>
        <translation>训练的一个阶段，每张训练图像各展示一次。</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批</translation>
    </message>
    <message>
        <source>The images after which a network changes its weights once.</source>
        <translation>网络每更新一次权重所用的一组图像。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How far the weights move at each step. Too small learns slowly; too large learns nothing.</source>
        <translation>每一步中权重移动的幅度。太小学得慢，太大学不到东西。</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>How much of its last step each step repeats, as a ball that rolls on.</source>
        <translation>每一步重复上一步的多少，如同滚动的球。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Units that are left out by chance at each step of training, so that none relies on another.</source>
        <translation>训练的每一步随机略去一些单元，使各单元不依赖彼此。</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Bringing a layer&apos;s values to the same mean and spread, over a batch or over the units of an image.</source>
        <translation>把一层的值调整为相同的均值和离散程度，按一批图像或按一张图像的单元计算。</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>A change that is not sparsity. If it makes a network as robust, sparsity is not the reason.</source>
        <translation>不属于稀疏的改动。如果它让网络同样鲁棒，原因就不在稀疏。</translation>
    </message>
    <message>
        <source>Boosting</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>The share of the test images whose class a network tells right, in percent.</source>
        <translation>网络判对类别的测试图像所占的百分比。</translation>
    </message>
    <message>
        <source>Robustness score</source>
        <translation>鲁棒性得分</translation>
    </message>
    <message>
        <source>The mean accuracy over all levels of a kind of noise, from none to the strongest.</source>
        <translation>某种噪声从无到最强的所有水平上的平均准确率。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The number that all chance in a run comes from: first weights, order of images, noise. Runs with the same seed differ by the network alone.</source>
        <translation>决定一次运行中所有随机性的数：初始权重、图像顺序、噪声。种子相同的运行只有网络不同。</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>置信区间</translation>
    </message>
    <message>
        <source>Where the true difference lies with 95 % confidence. If 0 is inside, it may as well be the other way round.</source>
        <translation>真实差异以 95 % 置信度所在的范围。若包含 0，结论也可能相反。</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>A small pattern of weights that is moved over the image; where the image looks like it, its map is bright.</source>
        <translation>在图像上移动的小块权重图样；图像与其相似之处，特征图较亮。</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>How many products a network adds up for one image, without those in which a weight or an input is known to be zero.</source>
        <translation>网络处理一张图像要累加的乘积数，不计权重或输入已知为零的乘积。</translation>
    </message>
    <message>
        <source>Best for its cost</source>
        <translation>同等代价下最佳</translation>
    </message>
    <message>
        <source>On the Pareto front: no other variant can do as much for less, or more for as little.</source>
        <translation>位于帕累托前沿：没有别的变体代价更低而同样好，或代价相同而更好。</translation>
    </message>
    <message>
        <source>Direction kept</source>
        <translation>方向保留</translation>
    </message>
    <message>
        <source>How alike a layer&apos;s values on the clean and on the noisy digit are: the cosine between them. 1 is the same direction.</source>
        <translation>一层在干净数字和含噪数字上的值有多相似：两者的余弦。1 表示方向相同。</translation>
    </message>
    <message>
        <source>First wrong answer</source>
        <translation>首次答错</translation>
    </message>
    <message>
        <source>The lowest noise at which a network is wrong about the digit: a tick under the slider.</source>
        <translation>网络答错该数字的最低噪声水平：滑块下方的刻度。</translation>
    </message>
</context>
<context>
    <name>Goals</name>
    <message>
        <source>The highest noise at 90 % accuracy, with 5 % of the units active or fewer</source>
        <translation>激活单元不超过 5 %，在准确率 90 % 时噪声尽量高</translation>
    </message>
    <message>
        <source>A dense network as robust as the best sparse one</source>
        <translation>鲁棒性媲美最佳稀疏网络的稠密网络</translation>
    </message>
    <message>
        <source>80 % without noise, with 10 % of the weights or fewer</source>
        <translation>权重不超过 10 %，无噪声时达到 80 %</translation>
    </message>
    <message>
        <source>No variant counts yet: train one that fits, and sweep the noise over it.</source>
        <translation>尚无符合条件的变体：请训练一个符合条件的变体并扫描噪声。</translation>
    </message>
    <message>
        <source>So far {value:.0f} % noise, by {variant}</source>
        <translation>目前噪声 {value:.0f} %，由 {variant} 达到</translation>
    </message>
    <message>
        <source>{value:.1f} %, by {variant}; train a sparse network to compare with</source>
        <translation>{variant} 为 {value:.1f} %；请训练一个稀疏网络以作比较</translation>
    </message>
    <message>
        <source>✓ Reached: {value:.1f} % of {target:.1f} %, by {variant}</source>
        <translation>✓ 已达成：{variant} 为 {value:.1f} %，目标 {target:.1f} %</translation>
    </message>
    <message>
        <source>So far {value:.1f} % of {target:.1f} %, by {variant}</source>
        <translation>目前 {variant} 为 {value:.1f} %，目标 {target:.1f} %</translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message>
        <source>The idea</source>
        <translation>要点</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Six steps, two minutes: predict, try, explain</source>
        <translation>六步，两分钟：预测、尝试、解释</translation>
    </message>
    <message>
        <source>Close the headline</source>
        <translation>关闭要点</translation>
    </message>
    <message>
        <source>Close; Help, Headline brings it back</source>
        <translation>关闭；可通过“帮助”&gt;“要点”恢复</translation>
    </message>
    <message>
        <source>They learn from the same images in the same order; in the sparse one only the strongest units answer.</source>
        <translation>两者按相同顺序学习相同的图像；在稀疏网络中，只有最强的单元才有响应。</translation>
    </message>
    <message>
        <source>What noise does: it adds active units all over the dense network; of the sparse one&apos;s few winners most stay.</source>
        <translation>噪声的作用：在稠密网络中到处激活新单元；稀疏网络的少数胜者大多保留。</translation>
    </message>
    <message>
        <source>Nothing is trained yet: train two networks, then see here what each makes of one digit.</source>
        <translation>尚未训练：请训练两个网络，再在此处查看它们如何看待同一个数字。</translation>
    </message>
    <message>
        <source>How many digits does each network still get right as the noise grows? Train two to see.</source>
        <translation>噪声增大时，每个网络还能答对多少数字？训练两个网络看看。</translation>
    </message>
    <message>
        <source>These two came trained on MNIST. Train all makes and trains a pair of your own.</source>
        <translation>这两个网络已在 MNIST 上训练好。“全部训练”会创建并训练你自己的一对网络。</translation>
    </message>
    <message>
        <source>Dense or sparse: train both on the same digits, then see which one noise leaves standing.</source>
        <translation>稠密还是稀疏：用相同的数字训练两者，再看哪个经得住噪声。</translation>
    </message>
    <message>
        <source>At {level:g} % noise {reference} {before:.0f} %, {variant} {after:.0f} %: {difference} points, {same} of {seeds} seeds.</source>
        <translation>噪声 {level:g} %：{reference} {before:.0f} %，{variant} {after:.0f} %，差异 {difference} 个百分点；{seeds} 个随机种子中 {same} 个一致。</translation>
    </message>
    <message>
        <source>At {level:g} % noise {reference} {before:.0f} %, {variant} {after:.0f} %: {difference} points, one seed.</source>
        <translation>噪声 {level:g} %：{reference} {before:.0f} %，{variant} {after:.0f} %，差异 {difference} 个百分点；仅一个随机种子。</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>About Sparse Explorer</source>
        <translation>关于 Sparse Explorer</translation>
    </message>
    <message>
        <source>Trains dense and sparse networks, and shows what noise does to each.</source>
        <translation>训练稠密网络和稀疏网络，并展示噪声对它们的影响。</translation>
    </message>
    <message>
        <source>After the paper:</source>
        <translation>依据论文：</translation>
    </message>
    <message>
        <source>PyTorch {torch}, Qt {qt}, Python {python}</source>
        <translation>PyTorch {torch}，Qt {qt}，Python {python}</translation>
    </message>
    <message>
        <source>Licence: MIT</source>
        <translation>许可证：MIT</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
</context>
<context>
    <name>HistorySlider</name>
    <message>
        <source>Moment of the training</source>
        <translation>训练时刻</translation>
    </message>
    <message>
        <source>Look at the networks as they were during their training; the right end is what they are now</source>
        <translation>查看网络在训练过程中的状态；最右端为当前状态</translation>
    </message>
    <message>
        <source>Stop playing</source>
        <translation>停止播放</translation>
    </message>
    <message>
        <source>Play the training from moment to moment</source>
        <translation>逐个时刻播放训练过程</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未训练</translation>
    </message>
    <message>
        <source>after epoch {epoch} of {epochs}</source>
        <translation>第 {epoch} / {epochs} 轮之后</translation>
    </message>
</context>
<context>
    <name>ImageInput</name>
    <message>
        <source>Open picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pgm)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pgm)</translation>
    </message>
    <message>
        <source>There is no picture to paste: copy a picture or a file with one first.</source>
        <translation>没有可粘贴的图片：请先复制图片或图片文件。</translation>
    </message>
    <message>
        <source>test image {number}</source>
        <translation>测试图像 {number}</translation>
    </message>
    <message>
        <source>Several files were dropped; the first is read.</source>
        <translation>拖入了多个文件；只读取第一个。</translation>
    </message>
    <message>
        <source>The picture cannot be read: {reason}</source>
        <translation>无法读取图片：{reason}</translation>
    </message>
    <message>
        <source>the copied picture</source>
        <translation>复制的图片</translation>
    </message>
    <message>
        <source>What was dropped is no picture.</source>
        <translation>拖入的内容不是图片。</translation>
    </message>
</context>
<context>
    <name>ImageKeeper</name>
    <message>
        <source>Say what it is: nobody can learn from an image without that.</source>
        <translation>请说明它是什么：没有标签的图像无法用于学习。</translation>
    </message>
    <message>
        <source>Kept as a {label} in {name} (images now: {count}), which is among the data sets.</source>
        <translation>已作为 {label} 保存到 {name}，其中现有 {count} 张图像；可在数据集中找到。</translation>
    </message>
</context>
<context>
    <name>InsidePage</name>
    <message>
        <source>No variant is selected.</source>
        <translation>未选择变体。</translation>
    </message>
    <message>
        <source>{name} comes from elsewhere: what stands here of others is not known of it.</source>
        <translation>{name} 是外部网络：此处的内容对它未知。</translation>
    </message>
    <message>
        <source>Loading {name} …</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>Looking into {name} …</source>
        <translation>正在查看 {name} 的内部…</translation>
    </message>
    <message>
        <source>{name}: {text}.</source>
        <translation>{name}：{text}。</translation>
    </message>
</context>
<context>
    <name>InsidePane</name>
    <message>
        <source>Inside the variant</source>
        <translation>变体内部</translation>
    </message>
    <message>
        <source>Inside</source>
        <translation>内部</translation>
    </message>
</context>
<context>
    <name>InspectorController</name>
    <message>
        <source>The inspector could not look at this image.</source>
        <translation>检查器无法查看此图像。</translation>
    </message>
</context>
<context>
    <name>InspectorPane</name>
    <message>
        <source>What each network sees in your drawing</source>
        <translation>各网络眼中你画的图</translation>
    </message>
    <message>
        <source>What each network sees</source>
        <translation>各网络所见</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
</context>
<context>
    <name>Intervention</name>
    <message>
        <source>k-winners, k = {k}</source>
        <translation>k-winners，k = {k}</translation>
    </message>
    <message>
        <source>k = {k}</source>
        <translation>k = {k}</translation>
    </message>
    <message>
        <source>k × {factor}</source>
        <translation>k × {factor}</translation>
    </message>
    <message>
        <source>winners of the clean digit</source>
        <translation>干净数字的胜者</translation>
    </message>
    <message>
        <source>random winners</source>
        <translation>随机胜者</translation>
    </message>
    <message>
        <source>remove the mean of the input</source>
        <translation>去除输入的均值</translation>
    </message>
    <message>
        <source>ReLU instead of k-winners</source>
        <translation>以 ReLU 代替 k-winners</translation>
    </message>
    <message>
        <source>The values are those of the noisy digit, but only units that are active on the clean digit let theirs through: what would it say if noise could not change who wins?</source>
        <translation>值取自含噪数字，但只有在干净数字上激活的单元能让其通过：如果噪声无法改变谁获胜，网络会如何回答？</translation>
    </message>
    <message>
        <source>As many units as without let their values through, but any of them: does it matter who wins?</source>
        <translation>让值通过的单元数与不干预时相同，但任意选取：谁获胜重要吗？</translation>
    </message>
    <message>
        <source>Each image is made as bright, on average, as the training images: what is left of the harm if noise could not make the image brighter?</source>
        <translation>将每张图像的平均亮度调到与训练图像相同：如果噪声无法使图像变亮，影响还剩多少？</translation>
    </message>
    <message>
        <source>All units above 0 let their values through: what if nothing competed?</source>
        <translation>所有大于 0 的单元都让值通过：如果没有竞争会怎样？</translation>
    </message>
    <message>
        <source>Of each layer with ReLU only the k largest outputs are let through: is it enough to let units compete, without any training for it?</source>
        <translation>每个使用 ReLU 的层只让 k 个最大的输出通过：不为此训练，仅让单元竞争是否足够？</translation>
    </message>
</context>
<context>
    <name>InterventionButton</name>
    <message>
        <source>What if … ▾</source>
        <translation>假如… ▾</translation>
    </message>
    <message>
        <source>Intervene in {name}</source>
        <translation>干预 {name}</translation>
    </message>
    <message>
        <source>Do something to this network while it is looked into: its lane and its answer change at once</source>
        <translation>在查看时改变此网络：其泳道和回答会立即变化</translation>
    </message>
    <message>
        <source>the network as it is</source>
        <translation>网络原样</translation>
    </message>
    <message>
        <source>show its curve</source>
        <translation>显示其曲线</translation>
    </message>
    <message>
        <source>Accuracy against noise with the intervention and without, on a sample of the test digits</source>
        <translation>有干预和无干预时准确率随噪声的变化，取自测试数字的样本</translation>
    </message>
    <message>
        <source>Type how many units of each layer are to win</source>
        <translation>输入每层有多少单元获胜</translation>
    </message>
</context>
<context>
    <name>InterventionButtons</name>
    <message>
        <source>Interventions need noise on the image; this noise is made for each network</source>
        <translation>干预需要图像上的噪声；此噪声针对每个网络单独生成</translation>
    </message>
</context>
<context>
    <name>InterventionCurves</name>
    <message>
        <source>The curve could not be computed.</source>
        <translation>无法计算曲线。</translation>
    </message>
</context>
<context>
    <name>InterventionMenu</name>
    <message>
        <source>another k</source>
        <translation>更换 k</translation>
    </message>
    <message>
        <source>k-winners at inference</source>
        <translation>推理时使用 k-winners</translation>
    </message>
    <message>
        <source>k of {name}: {k}</source>
        <translation>{name} 的 k：{k}</translation>
    </message>
    <message>
        <source>{percent} % of the units, k = {k}</source>
        <translation>{percent} % 的单元，k = {k}</translation>
    </message>
    <message>
        <source>a k of your own …</source>
        <translation>自定义 k …</translation>
    </message>
</context>
<context>
    <name>KDialog</name>
    <message>
        <source>Winners of {name}</source>
        <translation>{name} 的胜者</translation>
    </message>
    <message>
        <source>k of {layer}</source>
        <translation>{layer} 的 k</translation>
    </message>
    <message>
        <source>1 ... {most} at each position</source>
        <translation>每个位置 1 ... {most} 个</translation>
    </message>
    <message>
        <source>1 ... {most} winners</source>
        <translation>1 ... {most} 个胜者</translation>
    </message>
</context>
<context>
    <name>KeepDialog</name>
    <message>
        <source>Keep this image</source>
        <translation>保存此图像</translation>
    </message>
    <message>
        <source>my digits</source>
        <translation>我的数字</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>它是什么</translation>
    </message>
    <message>
        <source>choose …</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>It is kept as the networks are shown it, without noise.</source>
        <translation>按网络所见的样子保存，不含噪声。</translation>
    </message>
    <message>
        <source>It is a</source>
        <translation>这是</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>Lanes</name>
    <message>
        <source>in common with the clean digit, intervention: {what}</source>
        <translation>与干净数字的重叠度，干预：{what}</translation>
    </message>
    <message>
        <source>of the direction of the hidden units kept</source>
        <translation>隐藏单元方向保持度</translation>
    </message>
    <message>
        <source>of the direction kept</source>
        <translation>方向保持度</translation>
    </message>
    <message>
        <source>of winners in common with the clean digit</source>
        <translation>与干净数字的胜者重叠度</translation>
    </message>
    <message>
        <source>of winners in common</source>
        <translation>胜者重叠度</translation>
    </message>
    <message>
        <source>in common</source>
        <translation>重叠度</translation>
    </message>
    <message>
        <source>of active units in common with the clean digit</source>
        <translation>与干净数字的激活单元重叠度</translation>
    </message>
    <message>
        <source>of active units in common</source>
        <translation>激活单元重叠度</translation>
    </message>
    <message>
        <source>{layer}: direction kept {number}</source>
        <translation>{layer}：方向保持度 {number}</translation>
    </message>
    <message>
        <source>direction kept {number}</source>
        <translation>方向保持度 {number}</translation>
    </message>
    <message>
        <source>{layer}: {number} in common</source>
        <translation>{layer}：重叠度 {number}</translation>
    </message>
    <message>
        <source>{number} in common</source>
        <translation>重叠度 {number}</translation>
    </message>
    <message>
        <source>filter {number}</source>
        <translation>卷积核 {number}</translation>
    </message>
    <message>
        <source>{count} filters never win</source>
        <translation>{count} 个卷积核从不获胜</translation>
    </message>
    <message>
        <source>{count} more filters</source>
        <translation>另有 {count} 个卷积核</translation>
    </message>
    <message>
        <source>{idle} of {all} filters have no winner on this digit, clean or noisy: the layer&apos;s k largest outputs are all in the other filters. Those with the most winners on the clean digit come first.</source>
        <translation>{all} 个卷积核中有 {idle} 个对此数字（无论干净或含噪）都没有胜者：该层 k 个最大的输出全部在其他卷积核中。在干净数字上胜者最多的排在最前。</translation>
    </message>
    <message>
        <source>{idle} of {all} filters are not active on this digit, clean or noisy. Those with the most active units on the clean digit come first.</source>
        <translation>{all} 个卷积核中有 {idle} 个对此数字（无论干净或含噪）都未激活。在干净数字上激活单元最多的排在最前。</translation>
    </message>
    <message>
        <source>The other {count} never win: the layer&apos;s k largest outputs are all in these.</source>
        <translation>其余 {count} 个从不获胜：该层 k 个最大的输出全部在这些卷积核中。</translation>
    </message>
    <message>
        <source>The other {count} are not active.</source>
        <translation>其余 {count} 个未激活。</translation>
    </message>
    <message>
        <source>Units stand in the order of their values on the clean digit, the largest first: whatever is new among those behind, or lost among those in front, is noise.</source>
        <translation>单元按其在干净数字上的值排列，最大的在前：后面新增的或前面丢失的，都是噪声所致。</translation>
    </message>
    <message>
        <source>Units stand in the order of their values on the clean digit, from the largest (red) to the smallest (blue): without noise the colours fade evenly, and every speck is noise. This layer has no activation, so none is idle; what can be kept is the direction, the cosine between both digits&apos; values.</source>
        <translation>单元按其在干净数字上的值排列，从最大（红）到最小（蓝）：无噪声时颜色均匀渐变，每个斑点都是噪声所致。该层没有激活函数，因此没有单元闲置；能保持的是方向，即两个数字的值之间的余弦。</translation>
    </message>
    <message>
        <source>unit {number}: {clean} on the clean digit, {noisy} now</source>
        <translation>单元 {number}：干净数字上为 {clean}，现在为 {noisy}</translation>
    </message>
    <message>
        <source>unit {number}: {state}</source>
        <translation>单元 {number}：{state}</translation>
    </message>
    <message>
        <source>filter {number}, row {row}, column {column}: {state}</source>
        <translation>卷积核 {number}，第 {row} 行，第 {column} 列：{state}</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>not active</source>
        <translation>未激活</translation>
    </message>
</context>
<context>
    <name>LanesBoard</name>
    <message>
        <source>yours</source>
        <translation>你的</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>干净</translation>
    </message>
    <message>
        <source>No variant is in sight: add one at the left, and train it.</source>
        <translation>没有显示的变体：请在左侧添加一个并训练。</translation>
    </message>
    <message>
        <source>Once a variant is trained, its lane shows from the left: what its filters answer to this digit, the hidden layer, and what it says; and at this place more of any unit that you point at.</source>
        <translation>变体训练后，其泳道从左到右显示：各卷积核对该数字的响应、隐藏层，以及网络的回答；指向任一单元时，此处显示它的详情。</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无回答</translation>
    </message>
    <message>
        <source>noisy</source>
        <translation>含噪</translation>
    </message>
</context>
<context>
    <name>LanesView</name>
    <message>
        <source>What each network sees</source>
        <translation>各网络所见</translation>
    </message>
    <message>
        <source>No variant to look into</source>
        <translation>没有可查看的变体</translation>
    </message>
</context>
<context>
    <name>LayerTitle</name>
    <message>
        <source>Hidden layer</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Convolution 1</source>
        <translation>卷积 1</translation>
    </message>
    <message>
        <source>Convolution 2</source>
        <translation>卷积 2</translation>
    </message>
    <message>
        <source>Convolution 3</source>
        <translation>卷积 3</translation>
    </message>
    <message>
        <source>Convolution 4</source>
        <translation>卷积 4</translation>
    </message>
</context>
<context>
    <name>LoadingController</name>
    <message>
        <source>Loading the engine …</source>
        <translation>正在加载引擎…</translation>
    </message>
    <message>
        <source>Loading {name} …</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>A trained variant could not be read.</source>
        <translation>无法读取某个已训练的变体。</translation>
    </message>
    <message>
        <source>Downloading {file} ({number} of {files}): {done:.1f} of {total} MB</source>
        <translation>正在下载 {file}（{number} / {files}）：{done:.1f} / {total} MB</translation>
    </message>
    <message>
        <source>The data set {name} could not be loaded.</source>
        <translation>无法加载数据集 {name}。</translation>
    </message>
    <message>
        <source>Files of your own can be chosen under Data, Folder of images.</source>
        <translation>可在“数据”&gt;“图像文件夹”中选择自己的文件。</translation>
    </message>
    <message>
        <source>Something went wrong while loading.</source>
        <translation>加载时出错。</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Training curves</source>
        <translation>训练曲线</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>批</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>correct, %</source>
        <translation>准确率，%</translation>
    </message>
    <message>
        <source>▲ up to {value}</source>
        <translation>▲ 最高 {value}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The last session could not be read.</source>
        <translation>无法读取上次的会话。</translation>
    </message>
    <message>
        <source>Parts of the last session could not be read.</source>
        <translation>上次会话的部分内容无法读取。</translation>
    </message>
    <message>
        <source>It is kept as {path}.</source>
        <translation>已保留为 {path}。</translation>
    </message>
    <message>
        <source>A variant is being trained. Stop and quit?</source>
        <translation>正在训练变体。是否停止并退出？</translation>
    </message>
    <message>
        <source>What it has learned so far is kept, and training can be continued later.</source>
        <translation>已学到的内容会保留，之后可以继续训练。</translation>
    </message>
    <message>
        <source>The noise is being swept. Stop and quit?</source>
        <translation>正在扫描噪声。是否停止并退出？</translation>
    </message>
    <message>
        <source>What was learned is kept, and the noise can be swept again later.</source>
        <translation>已学到的内容会保留，之后可以重新扫描噪声。</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
</context>
<context>
    <name>MatrixPicture</name>
    <message>
        <source>{units:,} units with {inputs:,} inputs each; plus and minus zoom, arrow keys move, 0 shows all</source>
        <translation>{units:,} 个单元，各有 {inputs:,} 个输入；加减键缩放，方向键移动，0 显示全部</translation>
    </message>
    <message>
        <source>unit {unit}, input {input}: {weight}</source>
        <translation>单元 {unit}，输入 {input}：{weight}</translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation>固定为零</translation>
    </message>
</context>
<context>
    <name>MeasuringController</name>
    <message>
        <source>The networks could not be measured.</source>
        <translation>无法测量这些网络。</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>the bundled digits</source>
        <translation>自带的数字</translation>
    </message>
    <message>
        <source>the bundled digits of MNIST</source>
        <translation>自带的 MNIST 数字</translation>
    </message>
    <message>
        <source>{path} continues after its {count} {what}, expected it to end there</source>
        <translation>{path} 在 {count} 个 {what} 之后还有内容；应在那里结束</translation>
    </message>
    <message>
        <source>{path} is no file</source>
        <translation>{path} 不是文件</translation>
    </message>
    <message>
        <source>{path} is no folder</source>
        <translation>{path} 不是文件夹</translation>
    </message>
    <message>
        <source>{path} has {size} bytes, allowed are {most}</source>
        <translation>{path} 有 {size} 字节，最多允许 {most}</translation>
    </message>
    <message>
        <source>{path} has changed since it was opened; open it again to compare it as it is now</source>
        <translation>{path} 打开后已更改；重新打开即可比较现在的版本</translation>
    </message>
    <message>
        <source>{folder} has no module {name}</source>
        <translation>{folder} 中没有模块 {name}</translation>
    </message>
    <message>
        <source>module:function</source>
        <translation>模块:函数</translation>
    </message>
    <message>
        <source>{value} is neither module:function, nor file.py:function, nor file.onnx</source>
        <translation>{value} 既不是 module:function，也不是 file.py:function 或 file.onnx</translation>
    </message>
    <message>
        <source>{module} has nothing called {name}: {error}</source>
        <translation>{module} 中没有名为 {name} 的内容：{error}</translation>
    </message>
    <message>
        <source>{module} cannot be imported: {error}</source>
        <translation>无法导入 {module}：{error}</translation>
    </message>
    <message>
        <source>{name} in {module} is {value}, expected a function or a module</source>
        <translation>{module} 中的 {name} 是 {value}，应为函数或模块</translation>
    </message>
    <message>
        <source>{value} is neither a module, nor does it make or name one</source>
        <translation>{value} 不是模块，也不生成或指定模块</translation>
    </message>
    <message>
        <source>{name} is {value}, expected a torch.nn.Module</source>
        <translation>{name} 是 {value}，应为 torch.nn.Module</translation>
    </message>
    <message>
        <source>{name} cannot be made: {error}</source>
        <translation>无法创建 {name}：{error}</translation>
    </message>
    <message>
        <source>ONNX files need the package {package}: pip install &apos;sparse-explorer[onnx]&apos;</source>
        <translation>ONNX 文件需要软件包 {package}：pip install &apos;sparse-explorer[onnx]&apos;</translation>
    </message>
    <message>
        <source>{path} is no ONNX file: {error}</source>
        <translation>{path} 不是 ONNX 文件：{error}</translation>
    </message>
    <message>
        <source>{path} is no ONNX file that can be run: {error}</source>
        <translation>{path} 不是可运行的 ONNX 文件：{error}</translation>
    </message>
    <message>
        <source>{path} takes {count} inputs, expected one: images {shape}</source>
        <translation>{path} 有 {count} 个输入，应为一个：图像 {shape}</translation>
    </message>
    <message>
        <source>{path} takes {type}, expected tensor(float)</source>
        <translation>{path} 的输入是 {type}，应为 tensor(float)</translation>
    </message>
    <message>
        <source>{path} takes images {shape}, expected {images}</source>
        <translation>{path} 的输入图像为 {shape}，应为 {images}</translation>
    </message>
    <message>
        <source>{path} gives {count} outputs ({names}), expected one: a number for each class</source>
        <translation>{path} 有 {count} 个输出（{names}），应为一个：每个类别一个数</translation>
    </message>
    <message>
        <source>{path} takes more than {seconds} seconds for {count} images</source>
        <translation>{path} 处理 {count} 张图像超过 {seconds} 秒</translation>
    </message>
    <message>
        <source>{path} gives something else than a tensor of real numbers</source>
        <translation>{path} 给出的不是实数张量</translation>
    </message>
    <message>
        <source>{name} fails on images of shape {shape}: {error}</source>
        <translation>{name} 处理形状为 {shape} 的图像时失败：{error}</translation>
    </message>
    <message>
        <source>{name} gives {what} for images of shape {shape}, expected {answers}: a number for each of {classes} classes</source>
        <translation>{name} 对形状为 {shape} 的图像给出 {what}，应为 {answers}：{classes} 个类别各一个数</translation>
    </message>
    <message>
        <source>{name} gives answers that are no numbers (NaN or infinity) for {count} images</source>
        <translation>{name} 对 {count} 张图像的回答不是数（NaN 或无穷大）</translation>
    </message>
    <message>
        <source>{name} cannot be swept with {noise}, which {reason}; choose others</source>
        <translation>{name} 无法用 {noise} 扫描，它{reason}；请选择其他噪声</translation>
    </message>
    <message>
        <source>{name} fails: {error}</source>
        <translation>{name} 失败：{error}</translation>
    </message>
    <message>
        <source>{name} asks the program to end (sys.exit)</source>
        <translation>{name} 要求程序退出（sys.exit）</translation>
    </message>
    <message>
        <source>the process of {name} has ended</source>
        <translation>{name} 的进程已结束</translation>
    </message>
    <message>
        <source>{name} takes more than {seconds} seconds, and was ended</source>
        <translation>{name} 用时超过 {seconds} 秒，已被终止</translation>
    </message>
    <message>
        <source>{name} says what cannot be understood: {error}</source>
        <translation>无法理解 {name} 的回复：{error}</translation>
    </message>
    <message>
        <source>{name} says of itself what cannot be understood: {error}</source>
        <translation>无法理解 {name} 对自身的描述：{error}</translation>
    </message>
    <message>
        <source>{name} gives another number of answers than there are images</source>
        <translation>{name} 的回答数与图像数不符</translation>
    </message>
    <message>
        <source>{name} gives a gradient of another size than the images</source>
        <translation>{name} 给出的梯度与图像大小不同</translation>
    </message>
    <message>
        <source>its code was not run since the program started</source>
        <translation>程序启动后尚未运行其代码</translation>
    </message>
    <message>
        <source>{value} is not allowed; allowed is {allowed}</source>
        <translation>{value} 不可用；允许：{allowed}</translation>
    </message>
    <message>
        <source>{value} is not allowed; allowed are {allowed}</source>
        <translation>{value} 不可用；允许：{allowed}</translation>
    </message>
    <message>
        <source>{value} is not allowed</source>
        <translation>{value} 不可用</translation>
    </message>
    <message>
        <source>{count} are not allowed; allowed are {allowed}</source>
        <translation>不允许有 {count} 个；允许：{allowed}</translation>
    </message>
    <message>
        <source>{least} ... {most}</source>
        <translation>{least} … {most}</translation>
    </message>
    <message>
        <source>above {least} and at most {most}</source>
        <translation>大于 {least}，不超过 {most}</translation>
    </message>
    <message>
        <source>above {least}</source>
        <translation>大于 {least}</translation>
    </message>
    <message>
        <source>at most {most}</source>
        <translation>不超过 {most}</translation>
    </message>
    <message>
        <source>{least} or more</source>
        <translation>{least} 或更大</translation>
    </message>
    <message>
        <source>{most} at most</source>
        <translation>最多 {most}</translation>
    </message>
    <message>
        <source>{most} entries at most</source>
        <translation>最多 {most} 项</translation>
    </message>
    <message>
        <source>any number</source>
        <translation>任意数</translation>
    </message>
    <message>
        <source>1 or 2</source>
        <translation>1 或 2</translation>
    </message>
    <message>
        <source>1 ... {units}, the {what}</source>
        <translation>1 … {units}，即{what}</translation>
    </message>
    <message>
        <source>hidden units</source>
        <translation>隐藏单元数</translation>
    </message>
    <message>
        <source>filters, which compete at each position</source>
        <translation>在每个位置上竞争的卷积核数</translation>
    </message>
    <message>
        <source>units after the pool</source>
        <translation>池化后的单元数</translation>
    </message>
    <message>
        <source>{count} convolution blocks are not allowed; allowed is 1 or 2</source>
        <translation>不能有 {count} 个卷积块；允许 1 或 2 个</translation>
    </message>
    <message>
        <source>{value} is not allowed; the block&apos;s input is {size} pixels wide, allowed is {allowed}</source>
        <translation>{value} 不可用；该卷积块的输入宽 {size} 像素，允许：{allowed}</translation>
    </message>
    <message>
        <source>0 ... 1 with two decimals</source>
        <translation>0 … 1，两位小数</translation>
    </message>
    <message>
        <source>{levels} do not rise from each to the next</source>
        <translation>{levels} 不是逐个递增</translation>
    </message>
    <message>
        <source>1 ... 60 printable characters</source>
        <translation>1 … 60 个可打印字符</translation>
    </message>
    <message>
        <source>{count} characters are not allowed; allowed are {most} at most</source>
        <translation>不允许 {count} 个字符；最多 {most} 个</translation>
    </message>
    <message>
        <source>printable characters and line ends</source>
        <translation>可打印字符和换行</translation>
    </message>
    <message>
        <source>there are none; at least one is needed</source>
        <translation>一个也没有；至少需要一个</translation>
    </message>
    <message>
        <source>two are named {name}; names tell results apart</source>
        <translation>有两个都叫 {name}；结果靠名称区分</translation>
    </message>
    <message>
        <source>{name} is the name of another variant</source>
        <translation>{name} 是另一个变体的名称</translation>
    </message>
    <message>
        <source>two are {name}; a kind of noise is swept once</source>
        <translation>{name} 出现了两次；每种噪声只扫描一次</translation>
    </message>
    <message>
        <source>{value} is not a table; expected keys and values</source>
        <translation>{value} 不是表；应为键和值</translation>
    </message>
    <message>
        <source>unknown key; allowed are {names}</source>
        <translation>未知的键；允许：{names}</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>缺少 {name}</translation>
    </message>
    <message>
        <source>{value} is not {kind}</source>
        <translation>{value} 不是{kind}</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>有限数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a very large number</source>
        <translation>非常大的数</translation>
    </message>
    <message>
        <source>{value} is not a list</source>
        <translation>{value} 不是列表</translation>
    </message>
    <message>
        <source>{value} is longer than {most} characters</source>
        <translation>{value} 超过 {most} 个字符</translation>
    </message>
    <message>
        <source>{value} holds half a character</source>
        <translation>{value} 含有不完整的字符</translation>
    </message>
    <message>
        <source>{value} is no finite number</source>
        <translation>{value} 不是有限数</translation>
    </message>
    <message>
        <source>{value} is too large</source>
        <translation>{value} 太大</translation>
    </message>
    <message>
        <source>{value} is too large a number</source>
        <translation>数 {value} 太大</translation>
    </message>
    <message>
        <source>{value} is there twice</source>
        <translation>{value} 出现了两次</translation>
    </message>
    <message>
        <source>{value} is nested too deeply</source>
        <translation>{value} 嵌套太深</translation>
    </message>
    <message>
        <source>{value} is not allowed in JSON</source>
        <translation>JSON 中不允许 {value}</translation>
    </message>
    <message>
        <source>{value} is unknown; themes are {names}</source>
        <translation>{value} 未知；可用主题：{names}</translation>
    </message>
    <message>
        <source>{value} is unknown; formats are {names}</source>
        <translation>{value} 未知；可用格式：{names}</translation>
    </message>
    <message>
        <source>{where}: {reason}</source>
        <translation>{where}：{reason}</translation>
    </message>
    <message>
        <source>training it takes {wanted} GB of memory or more ({parameters} parameters), and {available} GB are available</source>
        <translation>训练它至少需要 {wanted} GB 内存（{parameters} 个参数），可用 {available} GB</translation>
    </message>
    <message>
        <source>{name} is not available on this machine; available are {names}</source>
        <translation>这台机器上没有 {name}；可用：{names}</translation>
    </message>
    <message>
        <source>{reason}; {name} does not fit the images of {dataset}</source>
        <translation>{reason}；{name} 不适合 {dataset} 的图像</translation>
    </message>
    <message>
        <source>the loss became {loss} at step {step} of {steps}; try a smaller learning rate than {rate}</source>
        <translation>第 {step} 步（共 {steps} 步）的损失变为 {loss}；请用小于 {rate} 的学习率</translation>
    </message>
    <message>
        <source>the loss became {loss} at step {step} of {steps}; try a smaller learning rate than {rate} or less momentum than {momentum}</source>
        <translation>第 {step} 步（共 {steps} 步）的损失变为 {loss}；请用小于 {rate} 的学习率，或小于 {momentum} 的动量</translation>
    </message>
    <message>
        <source>the process for training ended before it began</source>
        <translation>训练进程还没开始就结束了</translation>
    </message>
    <message>
        <source>the process that trained has ended</source>
        <translation>训练进程已结束</translation>
    </message>
    <message>
        <source>no variant has a network yet: train one first</source>
        <translation>还没有训练好的网络：请先训练一个变体</translation>
    </message>
    <message>
        <source>{count} images are not allowed; allowed are {allowed}</source>
        <translation>不能有 {count} 张图像；允许：{allowed}</translation>
    </message>
    <message>
        <source>ONNX needs the package {package}: pip install &apos;sparse-explorer[onnx]&apos;</source>
        <translation>ONNX 需要软件包 {package}：pip install &apos;sparse-explorer[onnx]&apos;</translation>
    </message>
    <message>
        <source>winners that are chosen at random cannot be written as ONNX</source>
        <translation>随机选取的胜者无法写成 ONNX</translation>
    </message>
    <message>
        <source>nothing to show: no run of these variants is finished</source>
        <translation>没有可显示的内容：这些变体没有已完成的运行</translation>
    </message>
    <message>
        <source>no run of {name} is finished</source>
        <translation>{name} 没有已完成的运行</translation>
    </message>
    <message>
        <source>nothing to show: no other variant has a seed in common with {name}</source>
        <translation>没有可显示的内容：没有其他变体与 {name} 有相同的随机种子</translation>
    </message>
    <message>
        <source>{dataset} cannot be shared; allowed are {names}, which everybody has</source>
        <translation>{dataset} 不能分享；可以分享人人都有的 {names}</translation>
    </message>
    <message>
        <source>a link of this would have {count} characters; allowed are {most}: share fewer variants</source>
        <translation>这个链接将有 {count} 个字符；最多 {most} 个：请少分享几个变体</translation>
    </message>
    <message>
        <source>{link} is none; links begin with {prefix}</source>
        <translation>{link} 不是链接；链接以 {prefix} 开头</translation>
    </message>
    <message>
        <source>it has {count} characters; allowed are {most}</source>
        <translation>它有 {count} 个字符；最多 {most} 个</translation>
    </message>
    <message>
        <source>{link} is damaged; behind {prefix} stand a number, / and letters</source>
        <translation>{link} 已损坏；{prefix} 之后应是一个数、/ 和字母</translation>
    </message>
    <message>
        <source>it is of version {found}; this program reads {version}</source>
        <translation>它的版本是 {found}；本程序读取 {version}</translation>
    </message>
    <message>
        <source>it is damaged: a part is missing or was changed</source>
        <translation>它已损坏：有一部分缺失或被改动</translation>
    </message>
    <message>
        <source>it holds more than {most} bytes</source>
        <translation>它超过 {most} 字节</translation>
    </message>
    <message>
        <source>it is no session: it has no format</source>
        <translation>这不是会话文件：没有格式号</translation>
    </message>
    <message>
        <source>it is of format {found}, this version reads {format}</source>
        <translation>它的格式是 {found}，本版本读取 {format}</translation>
    </message>
    <message>
        <source>{value} instead</source>
        <translation>改用 {value}</translation>
    </message>
    <message>
        <source>the usual instead</source>
        <translation>改用默认值</translation>
    </message>
    <message>
        <source>a free one instead</source>
        <translation>改用空闲的一个</translation>
    </message>
    <message>
        <source>it is left out</source>
        <translation>已略去</translation>
    </message>
    <message>
        <source>it is shown</source>
        <translation>仍显示</translation>
    </message>
    <message>
        <source>the id {id} is not letters and digits</source>
        <translation>标识 {id} 不全是字母和数字</translation>
    </message>
    <message>
        <source>it is larger than {size}, and so no file of this kind</source>
        <translation>它大于 {size}，不是这类文件</translation>
    </message>
    <message>
        <source>{size} bytes</source>
        <translation>{size} 字节</translation>
    </message>
    <message>
        <source>it has more values than any file of this kind</source>
        <translation>它的值比任何这类文件都多</translation>
    </message>
    <message>
        <source>it is no JSON: the byte 0x{byte} is not UTF-8</source>
        <translation>它不是 JSON：字节 0x{byte} 不是 UTF-8</translation>
    </message>
    <message>
        <source>it is no JSON: {reason}</source>
        <translation>它不是 JSON：{reason}</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>它嵌套太深</translation>
    </message>
    <message>
        <source>it holds a number that is too large</source>
        <translation>它含有过大的数</translation>
    </message>
    <message>
        <source>line {line} has a key of more than {most} parts</source>
        <translation>第 {line} 行的键超过 {most} 段</translation>
    </message>
    <message>
        <source>it ends too soon</source>
        <translation>它过早结束</translation>
    </message>
    <message>
        <source>something else follows</source>
        <translation>后面还有别的内容</translation>
    </message>
    <message>
        <source>it has more than {most} members</source>
        <translation>它的成员超过 {most} 个</translation>
    </message>
    <message>
        <source>there are {count}, with {others} accuracies</source>
        <translation>有 {count} 个，准确率却有 {others} 个</translation>
    </message>
    <message>
        <source>noise levels do not rise from each to the next</source>
        <translation>噪声水平不是逐个递增</translation>
    </message>
    <message>
        <source>{right} answers are right of {total}</source>
        <translation>{total} 个回答中有 {right} 个正确</translation>
    </message>
    <message>
        <source>cannot read {path}: {reason}</source>
        <translation>无法读取 {path}：{reason}</translation>
    </message>
    <message>
        <source>cannot read the weights in {path}: {reason}</source>
        <translation>无法读取 {path} 中的权重：{reason}</translation>
    </message>
    <message>
        <source>{path} is of format {found}; this version reads {format}</source>
        <translation>{path} 的格式是 {found}；本版本读取 {format}</translation>
    </message>
    <message>
        <source>{path} does not describe a trained variant: {reason}</source>
        <translation>{path} 描述的不是训练好的变体：{reason}</translation>
    </message>
    <message>
        <source>{folder} holds the run after step {found}, not {step}</source>
        <translation>{folder} 中是第 {found} 步之后的运行，不是第 {step} 步</translation>
    </message>
    <message>
        <source>{folder} holds another network than the session&apos;s {name}</source>
        <translation>{folder} 中的网络不是会话里的 {name}</translation>
    </message>
    <message>
        <source>the run in {folder} is not finished</source>
        <translation>{folder} 中的运行没有完成</translation>
    </message>
    <message>
        <source>the momentum in {folder} is that of another run</source>
        <translation>{folder} 中的动量属于另一次运行</translation>
    </message>
    <message>
        <source>the weights of {name} belong to a different network</source>
        <translation>{name} 的权重属于另一个网络</translation>
    </message>
    <message>
        <source>where to look first cannot be read: {reason}</source>
        <translation>无法读取最先要看的位置：{reason}</translation>
    </message>
    <message>
        <source>{found} is unknown; this version reads {format}</source>
        <translation>{found} 未知；本版本读取 {format}</translation>
    </message>
    <message>
        <source>the network {name} has none as it is</source>
        <translation>网络 {name} 本身没有曲线</translation>
    </message>
    <message>
        <source>has values that are neither true nor false</source>
        <translation>含有既非真也非假的值</translation>
    </message>
    <message>
        <source>holds NaN or infinite numbers</source>
        <translation>含有 NaN 或无穷大</translation>
    </message>
    <message>
        <source>it has {count} bytes, and so no header</source>
        <translation>它只有 {count} 字节，没有文件头</translation>
    </message>
    <message>
        <source>its header is said to take {length} bytes of {size}; allowed are {most}</source>
        <translation>文件头据称占 {size} 字节中的 {length} 字节；最多 {most}</translation>
    </message>
    <message>
        <source>its tensors do not fill the file one behind the other; perhaps it is cut short</source>
        <translation>它的张量没有依次填满文件；文件可能被截断</translation>
    </message>
    <message>
        <source>{count} bytes are not what {spec} takes, {size}</source>
        <translation>{spec} 应占 {size} 字节，而不是 {count} 字节</translation>
    </message>
    <message>
        <source>belongs to a different network</source>
        <translation>属于另一个网络</translation>
    </message>
    <message>
        <source>{found} belongs to a different network; expected is {expected}</source>
        <translation>{found} 属于另一个网络；应为 {expected}</translation>
    </message>
    <message>
        <source>{file} is not there any more</source>
        <translation>{file} 已经不在了</translation>
    </message>
    <message>
        <source>no run is finished: train a variant, and sweep its noise, first</source>
        <translation>没有已完成的运行：请先训练一个变体并扫描其噪声</translation>
    </message>
    <message>
        <source>{path} cannot be used: {reason}</source>
        <translation>{path} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>{path} is not a TOML file: {reason}</source>
        <translation>{path} 不是 TOML 文件：{reason}</translation>
    </message>
    <message>
        <source>there is no folder {folder}</source>
        <translation>没有文件夹 {folder}</translation>
    </message>
    <message>
        <source>{folder} holds no experiment that &apos;sparse-explorer run&apos; has written</source>
        <translation>{folder} 中没有 &apos;sparse-explorer run&apos; 写入的实验</translation>
    </message>
    <message>
        <source>{folder} holds no finished run of its experiment</source>
        <translation>{folder} 中没有其实验的已完成运行</translation>
    </message>
    <message>
        <source>{folder} leaves open what &apos;sparse-explorer run&apos; settles</source>
        <translation>{folder} 没有写明 &apos;sparse-explorer run&apos; 会确定的内容</translation>
    </message>
    <message>
        <source>{folder} is of {runs} runs; a bundle holds at most {most}</source>
        <translation>{folder} 有 {runs} 次运行；实验包最多容纳 {most} 次</translation>
    </message>
    <message>
        <source>cannot write {path}: {reason}</source>
        <translation>无法写入 {path}：{reason}</translation>
    </message>
    <message>
        <source>cannot write to {folder}: {reason}</source>
        <translation>无法写入 {folder}：{reason}</translation>
    </message>
    <message>
        <source>{folder} is not an empty folder; choose a new one</source>
        <translation>{folder} 不是空文件夹；请另选一个</translation>
    </message>
    <message>
        <source>{folder} is in use by {whom}</source>
        <translation>{folder} 正被{whom}使用</translation>
    </message>
    <message>
        <source>{folder} is in use by {whom}; try again when that has ended</source>
        <translation>{folder} 正被{whom}使用；请等其结束后再试</translation>
    </message>
    <message>
        <source>{folder} is in use by another process, as the file {file} in it says</source>
        <translation>其中的文件 {file} 表明，{folder} 正被另一个进程使用</translation>
    </message>
    <message>
        <source>another process</source>
        <translation>另一个进程</translation>
    </message>
    <message>
        <source>{path} is a file of the experiment itself; choose another name</source>
        <translation>{path} 是实验本身的文件；请换一个名称</translation>
    </message>
    <message>
        <source>{path} is there already and is no bundle; choose another name, or add --overwrite</source>
        <translation>{path} 已存在且不是实验包；请换一个名称，或加上 --overwrite</translation>
    </message>
    <message>
        <source>the disk of {folder} is too full: the bundle takes {needed} MB, and {free} MB are free</source>
        <translation>{folder} 所在磁盘空间不足：实验包需要 {needed} MB，可用 {free} MB</translation>
    </message>
    <message>
        <source>{name} holds control characters</source>
        <translation>{name} 含有控制字符</translation>
    </message>
    <message>
        <source>{path} is refused: {reason}</source>
        <translation>拒绝 {path}：{reason}</translation>
    </message>
    <message>
        <source>{path} is refused: its {file} was not written by &apos;sparse-explorer run&apos;</source>
        <translation>拒绝 {path}：其中的 {file} 不是 &apos;sparse-explorer run&apos; 写的</translation>
    </message>
    <message>
        <source>{path} is refused: {name} is no run of its experiment</source>
        <translation>拒绝 {path}：{name} 不是其实验的运行</translation>
    </message>
    <message>
        <source>{path} is refused: its table is not that of its runs</source>
        <translation>拒绝 {path}：其中的表格与运行不符</translation>
    </message>
    <message>
        <source>{path} is refused: its list of files is not where it should be, or too long</source>
        <translation>拒绝 {path}：文件列表不在应有的位置，或太长</translation>
    </message>
    <message>
        <source>it is no bundle of sparse-explorer, for it holds no {file}</source>
        <translation>它不是 sparse-explorer 的实验包，因为其中没有 {file}</translation>
    </message>
    <message>
        <source>its {file} cannot be used: {reason}</source>
        <translation>其中的 {file} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>{name} is larger than it may be</source>
        <translation>{name} 超出允许的大小</translation>
    </message>
    <message>
        <source>{name} is no text</source>
        <translation>{name} 不是文本</translation>
    </message>
    <message>
        <source>{name} is not what the manifest says: its content has changed</source>
        <translation>{name} 与清单不符：内容已被改动</translation>
    </message>
    <message>
        <source>it holds {count} files; allowed are {most}</source>
        <translation>其中有 {count} 个文件；最多 {most} 个</translation>
    </message>
    <message>
        <source>it has a comment, as no bundle has</source>
        <translation>它带有注释，而实验包没有注释</translation>
    </message>
    <message>
        <source>it holds {name}, {problem}</source>
        <translation>其中有 {name}，{problem}</translation>
    </message>
    <message>
        <source>{name} is missing, which the manifest lists</source>
        <translation>缺少清单列出的 {name}</translation>
    </message>
    <message>
        <source>it holds {name}, which the manifest does not list</source>
        <translation>其中的 {name} 不在清单里</translation>
    </message>
    <message>
        <source>{name} has another size than the manifest says</source>
        <translation>{name} 的大小与清单不符</translation>
    </message>
    <message>
        <source>it holds no {name}</source>
        <translation>其中没有 {name}</translation>
    </message>
    <message>
        <source>{name} in it is broken: {reason}</source>
        <translation>其中的 {name} 已损坏：{reason}</translation>
    </message>
    <message>
        <source>{path} is not a file</source>
        <translation>{path} 不是文件</translation>
    </message>
    <message>
        <source>{path} is no bundle: it does not begin as one</source>
        <translation>{path} 不是实验包：开头不符</translation>
    </message>
    <message>
        <source>{path} is no bundle, or not all of one: {reason}</source>
        <translation>{path} 不是实验包，或不完整：{reason}</translation>
    </message>
    <message>
        <source>{path} is no bundle, or not all of one: its end is missing</source>
        <translation>{path} 不是实验包，或不完整：缺少结尾</translation>
    </message>
    <message>
        <source>which is there twice, or differs from another in case alone</source>
        <translation>它出现了两次，或与另一个只差大小写</translation>
    </message>
    <message>
        <source>which would be written elsewhere</source>
        <translation>它会被写到别处</translation>
    </message>
    <message>
        <source>which is no name that a bundle has</source>
        <translation>实验包中没有这样的名称</translation>
    </message>
    <message>
        <source>which is a link or something else that is no file</source>
        <translation>它是链接或别的非文件内容</translation>
    </message>
    <message>
        <source>which is encrypted</source>
        <translation>它已加密</translation>
    </message>
    <message>
        <source>which is compressed in a way that no bundle is</source>
        <translation>它的压缩方式不是实验包所用的</translation>
    </message>
    <message>
        <source>which grows to more than {ratio} times what it takes</source>
        <translation>它解压后超过 {ratio} 倍大小</translation>
    </message>
    <message>
        <source>{count} files are too many for a bundle; allowed are {most}</source>
        <translation>{count} 个文件对实验包来说太多；最多 {most} 个</translation>
    </message>
    <message>
        <source>more than {most} bytes are too many for a bundle</source>
        <translation>实验包不能超过 {most} 字节</translation>
    </message>
    <message>
        <source>it does not say that this is a bundle of sparse-explorer</source>
        <translation>它没有说明这是 sparse-explorer 的实验包</translation>
    </message>
    <message>
        <source>its format is version {found}; this program reads {version}</source>
        <translation>它的格式版本是 {found}；本程序读取 {version}</translation>
    </message>
    <message>
        <source>{name} is not known</source>
        <translation>{name} 未知</translation>
    </message>
    <message>
        <source>its files take {total} bytes; allowed are {most}</source>
        <translation>其中的文件共 {total} 字节；最多 {most}</translation>
    </message>
    <message>
        <source>{name} is not a table</source>
        <translation>{name} 不是表</translation>
    </message>
    <message>
        <source>{what} is not a list of at most {most} texts</source>
        <translation>{what} 不是至多 {most} 条文本的列表</translation>
    </message>
    <message>
        <source>{what} holds what is no text of at most {most} printable characters</source>
        <translation>{what} 含有不是至多 {most} 个可打印字符的文本</translation>
    </message>
    <message>
        <source>it says of {name} something else than size and sha256</source>
        <translation>关于 {name}，除大小和 sha256 外还写了别的</translation>
    </message>
    <message>
        <source>the size of {name} is no whole number of bytes</source>
        <translation>{name} 的大小不是整数字节</translation>
    </message>
    <message>
        <source>the sha256 of {name} is none</source>
        <translation>{name} 的 sha256 无效</translation>
    </message>
    <message>
        <source>there is no data set {name}, allowed are {names}</source>
        <translation>没有数据集 {name}；允许：{names}</translation>
    </message>
    <message>
        <source>the data set {name} holds a control character; was a path with backslashes meant? Write it with / instead, or in a TOML file between single quotes</source>
        <translation>数据集 {name} 含有控制字符；是带反斜杠的路径吗？请改用 /，或在 TOML 文件中放在单引号之间</translation>
    </message>
    <message>
        <source>there can be no data set {name}: {reason}</source>
        <translation>数据集不能叫 {name}：{reason}</translation>
    </message>
    <message>
        <source>the data set {name} cannot be called so: {reason}</source>
        <translation>数据集不能叫 {name}：{reason}</translation>
    </message>
    <message>
        <source>the class {name} cannot be called so: {reason}</source>
        <translation>类别不能叫 {name}：{reason}</translation>
    </message>
    <message>
        <source>a name begins and ends with something else than a space</source>
        <translation>名称首尾不能是空格</translation>
    </message>
    <message>
        <source>it has {count} letters, allowed are {most}</source>
        <translation>它有 {count} 个字母，最多 {most} 个</translation>
    </message>
    <message>
        <source>{letter} is not allowed in it</source>
        <translation>其中不允许 {letter}</translation>
    </message>
    <message>
        <source>a name begins with neither . nor ~ nor -, and does not end with .</source>
        <translation>名称不能以 .、~ 或 - 开头，也不能以 . 结尾</translation>
    </message>
    <message>
        <source>the system keeps it for itself</source>
        <translation>这是系统保留的名称</translation>
    </message>
    <message>
        <source>{path} does not exist, {expected}</source>
        <translation>{path} 不存在，{expected}</translation>
    </message>
    <message>
        <source>{path} is not a file, {expected}</source>
        <translation>{path} 不是文件，{expected}</translation>
    </message>
    <message>
        <source>{path} does not exist</source>
        <translation>{path} 不存在</translation>
    </message>
    <message>
        <source>{path} is not a folder</source>
        <translation>{path} 不是文件夹</translation>
    </message>
    <message>
        <source>{path} does not exist, expected a folder, or a .npz, .npy or .csv file</source>
        <translation>{path} 不存在；应为文件夹，或 .npz、.npy、.csv 文件</translation>
    </message>
    <message>
        <source>{path} is of no use here, allowed are folders, and .npz, .npy and .csv files</source>
        <translation>{path} 在这里无法使用；允许文件夹和 .npz、.npy、.csv 文件</translation>
    </message>
    <message>
        <source>{path} has no images that are read here, expected a folder of PNG files for each class, .npy files, a .csv file, or MNIST&apos;s four files</source>
        <translation>{path} 中没有可读取的图像；应为每个类别一个 PNG 文件夹、.npy 文件、.csv 文件，或 MNIST 的四个文件</translation>
    </message>
    <message>
        <source>{path} names no folder: {reason}</source>
        <translation>{path} 不是文件夹：{reason}</translation>
    </message>
    <message>
        <source>{path} is no whole .npz file: {reason}</source>
        <translation>{path} 不是完整的 .npz 文件：{reason}</translation>
    </message>
    <message>
        <source>{path} has no &apos;images&apos; in its name, and so nothing tells which file has its labels</source>
        <translation>{path} 的名称中没有 &apos;images&apos;，无法得知哪个文件是其标签</translation>
    </message>
    <message>
        <source>{path} does not exist, expected a .npy file of {name}</source>
        <translation>{path} 不存在；应为 {name} 的 .npy 文件</translation>
    </message>
    <message>
        <source>{path} is no .npy file: {reason}</source>
        <translation>{path} 不是 .npy 文件：{reason}</translation>
    </message>
    <message>
        <source>{where} has {found}, expected arrays called {names}</source>
        <translation>{where} 含有 {found}；应为名为 {names} 的数组</translation>
    </message>
    <message>
        <source>{where} has {count} {names} but {others} {labels}, expected the same number</source>
        <translation>{where} 有 {count} 个 {names}，却有 {others} 个 {labels}；数量应相同</translation>
    </message>
    <message>
        <source>{where} has {name} of shape {shape}, expected (N, rows, columns)</source>
        <translation>{where} 中 {name} 的形状是 {shape}；应为 (N, rows, columns)</translation>
    </message>
    <message>
        <source>{where} has {name} of {kind} from {low} to {high}, allowed is 0 ... {most}</source>
        <translation>{where} 中 {name} 的类型是 {kind}，范围 {low} 到 {high}；允许 0 … {most}</translation>
    </message>
    <message>
        <source>{where} has {name} of {kind} and shape {shape}, expected whole numbers, (N,)</source>
        <translation>{where} 中 {name} 的类型是 {kind}，形状是 {shape}；应为整数，(N,)</translation>
    </message>
    <message>
        <source>{where} has the label {label} at position {place}, allowed is {allowed}</source>
        <translation>{where} 在位置 {place} 的标签是 {label}；允许：{allowed}</translation>
    </message>
    <message>
        <source>{name} in {path}</source>
        <translation>{path} 中的 {name}</translation>
    </message>
    <message>
        <source>{where} is no array: {reason}</source>
        <translation>{where} 不是数组：{reason}</translation>
    </message>
    <message>
        <source>{where} holds {kind} of shape {shape}, expected numbers, one image or label or more</source>
        <translation>{where} 中是形状为 {shape} 的 {kind}；应为数，至少一个图像或标签</translation>
    </message>
    <message>
        <source>{where} takes {size} bytes, allowed are {most}</source>
        <translation>{where} 占 {size} 字节；最多 {most}</translation>
    </message>
    <message>
        <source>{where} is cut short: {size} bytes follow its header, found {found}</source>
        <translation>{where} 被截断：文件头之后应有 {size} 字节，实有 {found}</translation>
    </message>
    <message>
        <source>{folder} has {found}, expected one .csv file, or one with &apos;train&apos; and one with &apos;test&apos; in its name</source>
        <translation>{folder} 含有 {found}；应为一个 .csv 文件，或名称含 &apos;train&apos; 和 &apos;test&apos; 的各一个</translation>
    </message>
    <message>
        <source>{path} has {count} pixels in line {line}, expected a square of them, such as 784</source>
        <translation>{path} 第 {line} 行有 {count} 个像素；应为平方数，例如 784</translation>
    </message>
    <message>
        <source>{path} has {count} pixels in line {line}, expected {expected} as before it</source>
        <translation>{path} 第 {line} 行有 {count} 个像素；应与之前一样有 {expected} 个</translation>
    </message>
    <message>
        <source>{path} has no images, expected a line for each: its label, then its pixels</source>
        <translation>{path} 中没有图像；每张应占一行：先标签，后像素</translation>
    </message>
    <message>
        <source>{path} has no pixels in line {line}, but {found}</source>
        <translation>{path} 第 {line} 行没有像素，而是 {found}</translation>
    </message>
    <message>
        <source>{path} has {value} as pixel {pixel} of line {line}, allowed are whole numbers 0 ... 255</source>
        <translation>{path} 第 {line} 行第 {pixel} 个像素是 {value}；允许整数 0 … 255</translation>
    </message>
    <message>
        <source>{path} has the label {label} in line {line}, expected a number or a name</source>
        <translation>{path} 第 {line} 行的标签是 {label}；应为数或名称</translation>
    </message>
    <message>
        <source>{path} has the label {label} in line {line}, allowed is 0 or more</source>
        <translation>{path} 第 {line} 行的标签是 {label}；允许 0 或更大</translation>
    </message>
    <message>
        <source>{path}: {what} is too long for images of 64x64 pixels at most</source>
        <translation>{path}：{what}太长，图像最大 64x64 像素</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>{path} is no text in line {line}, expected a .csv file in UTF-8</source>
        <translation>{path} 第 {line} 行不是文本；应为 UTF-8 的 .csv 文件</translation>
    </message>
    <message>
        <source>{path} is no .csv file: {reason}</source>
        <translation>{path} 不是 .csv 文件：{reason}</translation>
    </message>
    <message>
        <source>{error}; delete what is broken there to have it downloaded again</source>
        <translation>{error}；请删除其中损坏的内容，以便重新下载</translation>
    </message>
    <message>
        <source>the training images of {name} are blank: every pixel is {value}</source>
        <translation>{name} 的训练图像是空白的：每个像素都是 {value}</translation>
    </message>
    <message>
        <source>there are no {count} images and labels</source>
        <translation>没有 {count} 个图像和标签</translation>
    </message>
    <message>
        <source>{name} cannot be downloaded, only {names} can</source>
        <translation>{name} 无法下载；只有 {names} 可以下载</translation>
    </message>
    <message>
        <source>cannot write to {folder}: {reason}; choose another with --data-dir DIR</source>
        <translation>无法写入 {folder}：{reason}；请用 --data-dir DIR 另选一个</translation>
    </message>
    <message>
        <source>{name} could not be downloaded ({reason}); with the files in DIR/{folder}/raw use --data-dir DIR, with the files in any folder use --dataset folder:PATH</source>
        <translation>无法下载 {name}（{reason}）；若文件在 DIR/{folder}/raw 中，请用 --data-dir DIR；若在其他文件夹中，请用 --dataset folder:PATH</translation>
    </message>
    <message>
        <source>gave a file with md5 {found} instead of {expected}</source>
        <translation>给出的文件 md5 为 {found}，应为 {expected}</translation>
    </message>
    <message>
        <source>gave a file that cannot be unpacked ({reason})</source>
        <translation>给出的文件无法解压（{reason}）</translation>
    </message>
    <message>
        <source>was stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>torchvision is not installed</source>
        <translation>未安装 torchvision</translation>
    </message>
    <message>
        <source>broke off (timed out) after {seconds} seconds without a byte</source>
        <translation>中断（超时）：{seconds} 秒没有收到数据</translation>
    </message>
    <message>
        <source>is too slow: {count} bytes in {seconds} seconds</source>
        <translation>太慢：{seconds} 秒只收到 {count} 字节</translation>
    </message>
    <message>
        <source>gives more than the {size} bytes of that file</source>
        <translation>给出的内容超过该文件的 {size} 字节</translation>
    </message>
    <message>
        <source>broke off after {done} of {total} bytes</source>
        <translation>在 {total} 字节中的 {done} 字节处中断</translation>
    </message>
    <message>
        <source>leads to {address}, which is not {names}</source>
        <translation>指向 {address}，不是 {names}</translation>
    </message>
    <message>
        <source>leads elsewhere more than {most} times</source>
        <translation>转向超过 {most} 次</translation>
    </message>
    <message>
        <source>answered {status} without a Location</source>
        <translation>回应 {status}，但没有 Location</translation>
    </message>
    <message>
        <source>{images} has {count} images but {labels} has {others} labels, expected the same number</source>
        <translation>{images} 有 {count} 张图像，{labels} 却有 {others} 个标签；数量应相同</translation>
    </message>
    <message>
        <source>{folder} has no file {name} or {packed}.gz, expected the {split} {kind} there</source>
        <translation>{folder} 中没有文件 {name} 或 {packed}.gz；那里应有 {split} 的 {kind}</translation>
    </message>
    <message>
        <source>expected an IDX file of {what}</source>
        <translation>应为 {what} 的 IDX 文件</translation>
    </message>
    <message>
        <source>{path} is a damaged gzip file: {reason}</source>
        <translation>{path} 是损坏的 gzip 文件：{reason}</translation>
    </message>
    <message>
        <source>{path} is empty, expected an IDX file of {what}</source>
        <translation>{path} 是空的；应为 {what} 的 IDX 文件</translation>
    </message>
    <message>
        <source>{path} ends within its header, expected an IDX file of {what}</source>
        <translation>{path} 在文件头内就结束了；应为 {what} 的 IDX 文件</translation>
    </message>
    <message>
        <source>{path} has images of {size}x{side} pixels, expected {expected}x{other}</source>
        <translation>{path} 的图像为 {size}x{side} 像素；应为 {expected}x{other}</translation>
    </message>
    <message>
        <source>{path} has {count} {what}, allowed are {allowed}</source>
        <translation>{path} 有 {count} 个 {what}；允许：{allowed}</translation>
    </message>
    <message>
        <source>{path} is cut short: {count} {what} take {expected} bytes after the header, found {found}</source>
        <translation>{path} 被截断：{count} 个 {what} 在文件头之后应占 {expected} 字节，实有 {found}</translation>
    </message>
    <message>
        <source>{path} is compressed twice; unpack it once (gunzip), and it can be read with the rest of the compression</source>
        <translation>{path} 压缩了两次；请先解压一次（gunzip），之后即可读取</translation>
    </message>
    <message>
        <source>{path} holds {found}, expected {expected}: are the two files swapped?</source>
        <translation>{path} 中是 {found}；应为 {expected}：两个文件放反了吗？</translation>
    </message>
    <message>
        <source>{path} is not an IDX file of {what}: it begins with the bytes {found}, expected {expected}, or gzip</source>
        <translation>{path} 不是 {what} 的 IDX 文件：开头的字节是 {found}；应为 {expected}，或 gzip</translation>
    </message>
    <message>
        <source>images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>{folder} has a folder train but none called test, expected both or neither</source>
        <translation>{folder} 有文件夹 train 却没有 test；两者应都有或都没有</translation>
    </message>
    <message>
        <source>{path} is no .png file, expected a folder of PNG files for each class</source>
        <translation>{path} 不是 .png 文件；每个类别应有一个 PNG 文件夹</translation>
    </message>
    <message>
        <source>{folder} has more than {most} files; a .npz file can have more</source>
        <translation>{folder} 的文件超过 {most} 个；.npz 文件可以更多</translation>
    </message>
    <message>
        <source>{folder} has no folder with PNG files, expected one for each class</source>
        <translation>{folder} 中没有含 PNG 文件的文件夹；每个类别应有一个</translation>
    </message>
    <message>
        <source>{path} is no whole PNG file: it does not begin as one</source>
        <translation>{path} 不是完整的 PNG 文件：开头不符</translation>
    </message>
    <message>
        <source>{path} is no whole PNG file: {reason}</source>
        <translation>{path} 不是完整的 PNG 文件：{reason}</translation>
    </message>
    <message>
        <source>{path} is no PNG file of an image: {reason}</source>
        <translation>{path} 不是图像的 PNG 文件：{reason}</translation>
    </message>
    <message>
        <source>{path} is no PNG file: {reason}</source>
        <translation>{path} 不是 PNG 文件：{reason}</translation>
    </message>
    <message>
        <source>{path} has {columns}x{rows} pixels, expected {width}x{height} as of {first}</source>
        <translation>{path} 有 {columns}x{rows} 像素；应与 {first} 一样为 {width}x{height}</translation>
    </message>
    <message>
        <source>{where} has {count} classes, allowed are {allowed}</source>
        <translation>{where} 有 {count} 个类别；允许：{allowed}</translation>
    </message>
    <message>
        <source>{where} has the class {name} and another that is the same number</source>
        <translation>{where} 有类别 {name}，还有另一个相同的数</translation>
    </message>
    <message>
        <source>{where} has the class {name}, allowed are 0 ... {most}, or names</source>
        <translation>{where} 有类别 {name}；允许 0 … {most}，或名称</translation>
    </message>
    <message>
        <source>{where} has {count} images, one a class; a data set has one to train on and one to test with</source>
        <translation>{where} 有 {count} 张图像，每类一张；数据集每类至少一张用于训练，一张用于测试</translation>
    </message>
    <message>
        <source>{where} has images of {columns}x{rows} pixels, expected squares</source>
        <translation>{where} 的图像为 {columns}x{rows} 像素；应为正方形</translation>
    </message>
    <message>
        <source>{where} has images of {columns}x{rows} pixels, allowed are {allowed}</source>
        <translation>{where} 的图像为 {columns}x{rows} 像素；允许：{allowed}</translation>
    </message>
    <message>
        <source>{where} has {count} images of {size}x{side} pixels, allowed are {allowed}</source>
        <translation>{where} 有 {count} 张 {size}x{side} 像素的图像；允许：{allowed}</translation>
    </message>
    <message>
        <source>{where} has training images of {size}x{side} pixels and test images of {other}x{last}, expected the same</source>
        <translation>{where} 的训练图像为 {size}x{side} 像素，测试图像为 {other}x{last}；两者应相同</translation>
    </message>
    <message>
        <source>{folder} has images of {size}x{side} pixels, and this one has {columns}x{rows}; choose another name</source>
        <translation>{folder} 的图像为 {size}x{side} 像素，而这张是 {columns}x{rows}；请换一个名称</translation>
    </message>
    <message>
        <source>{folder} is full: allowed are {most} images of a class</source>
        <translation>{folder} 已满：每个类别最多 {most} 张图像</translation>
    </message>
    <message>
        <source>{folder} does not hold the files of {name}: {reason}; for images of your own use --dataset folder:{path}</source>
        <translation>{folder} 中不是 {name} 的文件：{reason}；自己的图像请用 --dataset folder:{path}</translation>
    </message>
    <message>
        <source>found {count} {split} images, expected {expected}</source>
        <translation>有 {count} 张 {split} 图像；应为 {expected}</translation>
    </message>
    <message>
        <source>{file} has the SHA-256 {found}..., expected {expected}...</source>
        <translation>{file} 的 SHA-256 是 {found}...；应为 {expected}...</translation>
    </message>
    <message>
        <source>found {count} images of class {name}, expected {expected} of each class</source>
        <translation>类别 {name} 有 {count} 张图像；每个类别应有 {expected} 张</translation>
    </message>
    <message>
        <source>the training pixels have mean {mean} and standard deviation {deviation}, expected {expected} and {other}</source>
        <translation>训练像素的平均值为 {mean}，标准差为 {deviation}；应为 {expected} 和 {other}</translation>
    </message>
    <message>
        <source>{folder} has no file {name} or {packed}.gz</source>
        <translation>{folder} 中没有文件 {name} 或 {packed}.gz</translation>
    </message>
    <message>
        <source>{path} has the label {label}, the least is {least}</source>
        <translation>{path} 有标签 {label}，最小应为 {least}</translation>
    </message>
    <message>
        <source>{path} needs more memory than it may take</source>
        <translation>{path} 需要的内存超出允许范围</translation>
    </message>
    <message>
        <source>changes weights, which cannot be done in an ONNX file</source>
        <translation>会更改权重，而 ONNX 文件中做不到</translation>
    </message>
    <message>
        <source>silences units, which cannot be done in an ONNX file</source>
        <translation>会关闭单元，而 ONNX 文件中做不到</translation>
    </message>
    <message>
        <source>follows gradients, which an ONNX file has none of</source>
        <translation>依赖梯度，而 ONNX 文件没有梯度</translation>
    </message>
    <message>
        <source>follows gradients, and none leads from its answers to the images</source>
        <translation>依赖梯度，而没有梯度从它的回答通向图像</translation>
    </message>
    <message>
        <source>changes a copy of it, and it cannot be copied</source>
        <translation>会更改它的副本，而它无法复制</translation>
    </message>
    <message>
        <source>changes weights of linear and convolution layers, of which it has none</source>
        <translation>会更改线性层和卷积层的权重，而它没有这样的层</translation>
    </message>
    <message>
        <source>changes weights, and {name} computes its own from others</source>
        <translation>会更改权重，而 {name} 的权重由其他数算出</translation>
    </message>
    <message>
        <source>silences units between linear and convolution layers that follow one another, and its own do not</source>
        <translation>会关闭依次相连的线性层和卷积层之间的单元，而它的层并非依次相连</translation>
    </message>
    <message>
        <source>{name} gives no gradient: {error}</source>
        <translation>{name} 没有给出梯度：{error}</translation>
    </message>
    <message>
        <source>{name} gives answers from which no gradient leads to the images</source>
        <translation>没有梯度从 {name} 的回答通向图像</translation>
    </message>
    <message>
        <source>{name} gives gradients that are no numbers (NaN or infinity) for {count} images</source>
        <translation>{name} 对 {count} 张图像的梯度不是数（NaN 或无穷大）</translation>
    </message>
    <message>
        <source>{what} in images of {size}x{side}</source>
        <translation>{size}x{side} 图像中{what}</translation>
    </message>
    <message>
        <source>a {kind} of {count}</source>
        <translation>含 {count} 项的{kind}</translation>
    </message>
    <message>
        <source>table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>{value} is a key that {reason}</source>
        <translation>键 {value} {reason}</translation>
    </message>
    <message>
        <source>is longer than {most} characters</source>
        <translation>超过 {most} 个字符</translation>
    </message>
    <message>
        <source>holds half a character</source>
        <translation>含有不完整的字符</translation>
    </message>
    <message>
        <source>{value} is no table</source>
        <translation>{value} 不是表</translation>
    </message>
    <message>
        <source>{value} is no list</source>
        <translation>{value} 不是列表</translation>
    </message>
    <message>
        <source>there are {count}</source>
        <translation>有 {count} 个</translation>
    </message>
    <message>
        <source>those after the first {most} are left out</source>
        <translation>前 {most} 个之后的已略去</translation>
    </message>
    <message>
        <source>the usual layout instead</source>
        <translation>改用默认布局</translation>
    </message>
    <message>
        <source>the article&apos;s two networks instead</source>
        <translation>改用原文章的两个网络</translation>
    </message>
    <message>
        <source>{id} is the id of another variant too, whose networks are kept</source>
        <translation>{id} 也是另一个变体的标识，后者的网络保留</translation>
    </message>
    <message>
        <source>it counts as untrained</source>
        <translation>此变体视为未训练</translation>
    </message>
    <message>
        <source>{name} is the name of another variant too</source>
        <translation>{name} 也是另一个变体的名称</translation>
    </message>
    <message>
        <source>it is {kind}</source>
        <translation>它是{kind}</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>no regular file</source>
        <translation>特殊文件</translation>
    </message>
    <message>
        <source>{name} cannot continue: {reason}</source>
        <translation>{name} 无法继续：{reason}</translation>
    </message>
    <message>
        <source>{name} is unfinished, and what it needs to continue is missing</source>
        <translation>{name} 没有完成，而且缺少继续所需的内容</translation>
    </message>
    <message>
        <source>{what} cannot be read: {reason}</source>
        <translation>无法读取 {what}：{reason}</translation>
    </message>
    <message>
        <source>{path} is the bundle of a different experiment ({names}); choose another name, or add --overwrite</source>
        <translation>{path} 是另一个实验的实验包（{names}）；请换一个名称，或加上 --overwrite</translation>
    </message>
    <message>
        <source>CPU, 1 thread</source>
        <translation>CPU，1 个线程</translation>
    </message>
    <message>
        <source>CPU, {count} threads</source>
        <translation>CPU，{count} 个线程</translation>
    </message>
    <message>
        <source>{device}, no kernels</source>
        <translation>{device}，无编译内核</translation>
    </message>
    <message>
        <source>no seed in common</source>
        <translation>没有相同的随机种子</translation>
    </message>
    <message>
        <source>one seed says nothing of the others</source>
        <translation>一个种子说明不了其他种子</translation>
    </message>
    <message>
        <source>no spread over the seeds</source>
        <translation>各种子之间没有差别</translation>
    </message>
    <message>
        <source>{where}: {reason}; {instead}</source>
        <translation>{where}：{reason}；{instead}</translation>
    </message>
</context>
<context>
    <name>ModelPane</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Select a variant, or add one, to see and change its network.</source>
        <translation>选择或添加一个变体，即可查看和修改其网络。</translation>
    </message>
    <message>
        <source>auto ({epochs})</source>
        <translation>自动（{epochs}）</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Second convolution</source>
        <translation>第二个卷积</translation>
    </message>
    <message>
        <source>Hidden layer</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Winners and boosting</source>
        <translation>胜者与提升</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>Sparse convolution</source>
        <translation>稀疏卷积</translation>
    </message>
    <message>
        <source>{percent:.0f} % of each filter&apos;s weights</source>
        <translation>每个卷积核权重的 {percent:.0f} %</translation>
    </message>
    <message>
        <source>{percent:.0f} % of each unit&apos;s inputs</source>
        <translation>每个单元输入的 {percent:.0f} %</translation>
    </message>
    <message>
        <source>k-winners</source>
        <translation>k-winners</translation>
    </message>
    <message>
        <source>Sparse linear layer</source>
        <translation>稀疏线性层</translation>
    </message>
    <message>
        <source>off: every weight is used</source>
        <translation>关闭：使用全部权重</translation>
    </message>
    <message>
        <source>off: ReLU instead</source>
        <translation>关闭：改用 ReLU</translation>
    </message>
    <message>
        <source>{k:,} of {units:,} units = {share:.1f} %</source>
        <translation>{k:,} / {units:,} 个单元 = {share:.1f} %</translation>
    </message>
    <message>
        <source>{k} of {units:,} hidden</source>
        <translation>隐藏层 {k} / {units:,}</translation>
    </message>
    <message>
        <source>{field}: {reason}</source>
        <translation>{field}：{reason}</translation>
    </message>
    <message>
        <source>It does not fit the images of this data set: {reason}</source>
        <translation>不适合此数据集的图像：{reason}</translation>
    </message>
</context>
<context>
    <name>NameEditor</name>
    <message>
        <source>Name of the variant</source>
        <translation>变体名称</translation>
    </message>
</context>
<context>
    <name>NetworkOpener</name>
    <message>
        <source>Run the code of {function} in {folder}?</source>
        <translation>运行 {folder} 中 {function} 的代码吗？</translation>
    </message>
    <message>
        <source>It runs in a process of its own, and with all your rights: it can read and write your files. Run nothing that you do not trust.</source>
        <translation>它在单独的进程中运行，并拥有您的全部权限：可以读写您的文件。不要运行不信任的代码。</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>{name} could not be opened.</source>
        <translation>无法打开 {name}。</translation>
    </message>
    <message>
        <source>{name} is compared beside the variants now.</source>
        <translation>{name} 现在与各变体一同比较。</translation>
    </message>
</context>
<context>
    <name>NoiseBar</name>
    <message>
        <source>Noise and image</source>
        <translation>噪声与图像</translation>
    </message>
</context>
<context>
    <name>NoiseCombo</name>
    <message>
        <source>Kind of noise</source>
        <translation>噪声种类</translation>
    </message>
</context>
<context>
    <name>NoiseControl</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Noise {percent} %</source>
        <translation>噪声 {percent} %</translation>
    </message>
    <message>
        <source>New noise</source>
        <translation>新噪声</translation>
    </message>
    <message>
        <source>Draw the same noise again, with another random pattern</source>
        <translation>重新抽取同样的噪声，随机图样不同</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Noise, percent</source>
        <translation>噪声，百分比</translation>
    </message>
</context>
<context>
    <name>NoiseFamily</name>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Whole image</source>
        <translation>整张图像</translation>
    </message>
    <message>
        <source>Inside the network</source>
        <translation>网络内部</translation>
    </message>
    <message>
        <source>Attacks</source>
        <translation>攻击</translation>
    </message>
</context>
<context>
    <name>NoiseKind</name>
    <message>
        <source>Noise level: {meaning}</source>
        <translation>噪声水平：{meaning}</translation>
    </message>
    <message>
        <source>noisy pixels, %</source>
        <translation>含噪像素，%</translation>
    </message>
    <message>
        <source>level of noise ({kind}), %</source>
        <translation>噪声水平（{kind}），%</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>share of the pixels that are grey (article)</source>
        <translation>灰色像素的占比（文章）</translation>
    </message>
    <message>
        <source>bright</source>
        <translation>亮色</translation>
    </message>
    <message>
        <source>share of the pixels that are bright (paper)</source>
        <translation>亮色像素的占比（论文）</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>share of the pixels that are black</source>
        <translation>黑色像素的占比</translation>
    </message>
    <message>
        <source>salt and pepper</source>
        <translation>椒盐</translation>
    </message>
    <message>
        <source>share of the pixels that are white or black, half each</source>
        <translation>白色或黑色像素的占比，各半</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>share of the pixels that have a random value</source>
        <translation>取随机值的像素的占比</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>高斯</translation>
    </message>
    <message>
        <source>standard deviation, in units of full white</source>
        <translation>标准差，以全白为单位</translation>
    </message>
    <message>
        <source>speckle</source>
        <translation>斑点</translation>
    </message>
    <message>
        <source>standard deviation, in units of the pixel&apos;s own brightness</source>
        <translation>标准差，以像素自身的亮度为单位</translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>share of the image behind a black square</source>
        <translation>图像被黑色方块遮住的占比</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>standard deviation, in units of 4 pixels</source>
        <translation>标准差，以 4 像素为单位</translation>
    </message>
    <message>
        <source>contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>share of the contrast that is gone</source>
        <translation>损失的对比度占比</translation>
    </message>
    <message>
        <source>brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>what is added, in units of full white</source>
        <translation>增加的亮度，以全白为单位</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>angle, in units of 90 degrees, to a random side</source>
        <translation>角度，以 90 度为单位，方向随机</translation>
    </message>
    <message>
        <source>translation</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>distance, in units of 14 pixels, in a random direction</source>
        <translation>距离，以 14 像素为单位，方向随机</translation>
    </message>
    <message>
        <source>elastic</source>
        <translation>弹性形变</translation>
    </message>
    <message>
        <source>distortion (root mean square), in units of 4 pixels</source>
        <translation>形变量（均方根），以 4 像素为单位</translation>
    </message>
    <message>
        <source>MNIST-C shot noise</source>
        <translation>MNIST-C 散粒噪声</translation>
    </message>
    <message>
        <source>share of the severity that was published</source>
        <translation>占已发表强度的比例</translation>
    </message>
    <message>
        <source>MNIST-C impulse noise</source>
        <translation>MNIST-C 脉冲噪声</translation>
    </message>
    <message>
        <source>MNIST-C glass blur</source>
        <translation>MNIST-C 玻璃模糊</translation>
    </message>
    <message>
        <source>MNIST-C motion blur</source>
        <translation>MNIST-C 运动模糊</translation>
    </message>
    <message>
        <source>MNIST-C shear</source>
        <translation>MNIST-C 剪切</translation>
    </message>
    <message>
        <source>MNIST-C scale</source>
        <translation>MNIST-C 缩放</translation>
    </message>
    <message>
        <source>MNIST-C rotate</source>
        <translation>MNIST-C 旋转</translation>
    </message>
    <message>
        <source>MNIST-C brightness</source>
        <translation>MNIST-C 亮度</translation>
    </message>
    <message>
        <source>MNIST-C translate</source>
        <translation>MNIST-C 平移</translation>
    </message>
    <message>
        <source>MNIST-C stripe</source>
        <translation>MNIST-C 条纹</translation>
    </message>
    <message>
        <source>MNIST-C fog</source>
        <translation>MNIST-C 雾</translation>
    </message>
    <message>
        <source>MNIST-C spatter</source>
        <translation>MNIST-C 飞溅</translation>
    </message>
    <message>
        <source>MNIST-C dotted line</source>
        <translation>MNIST-C 虚线</translation>
    </message>
    <message>
        <source>MNIST-C zigzag</source>
        <translation>MNIST-C 锯齿线</translation>
    </message>
    <message>
        <source>MNIST-C Canny edges</source>
        <translation>MNIST-C Canny 边缘</translation>
    </message>
    <message>
        <source>weights lost</source>
        <translation>权重丢失</translation>
    </message>
    <message>
        <source>share of each layer&apos;s non-zero weights that are lost</source>
        <translation>每层非零权重中丢失的占比</translation>
    </message>
    <message>
        <source>silent units</source>
        <translation>单元静默</translation>
    </message>
    <message>
        <source>share of each layer&apos;s units that are silent</source>
        <translation>每层单元中静默的占比</translation>
    </message>
    <message>
        <source>FGSM</source>
        <translation>FGSM</translation>
    </message>
    <message>
        <source>most that a pixel may change, in units of full white</source>
        <translation>单个像素的最大改变量，以全白为单位</translation>
    </message>
    <message>
        <source>PGD</source>
        <translation>PGD</translation>
    </message>
    <message>
        <source>Square attack</source>
        <translation>Square 攻击</translation>
    </message>
    <message>
        <source>article</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>论文</translation>
    </message>
</context>
<context>
    <name>NoisePlot</name>
    <message>
        <source>Accuracy against noise</source>
        <translation>准确率随噪声的变化</translation>
    </message>
    <message>
        <source>Arrow keys move the noise level.</source>
        <translation>用方向键调节噪声水平。</translation>
    </message>
    <message>
        <source>noisy pixels, %</source>
        <translation>含噪像素，%</translation>
    </message>
    <message>
        <source>correct, %</source>
        <translation>准确率，%</translation>
    </message>
    <message>
        <source>– – published</source>
        <translation>– – 已发表</translation>
    </message>
    <message>
        <source>· · · {meaning}</source>
        <translation>· · · {meaning}</translation>
    </message>
    <message>
        <source>■ spread over seeds</source>
        <translation>■ 各随机种子间的波动</translation>
    </message>
    <message>
        <source>{name}: {accuracy} % at {noise} %</source>
        <translation>{name}：噪声 {noise} % 时 {accuracy} %</translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Note of {name}</source>
        <translation>{name} 的备注</translation>
    </message>
    <message>
        <source>What is special about it, what you expect, what you saw. It goes with the variant.</source>
        <translation>它有什么特别，你预期什么，看到了什么。备注随变体保存。</translation>
    </message>
    <message>
        <source>{count} of {longest} characters</source>
        <translation>{count} / {longest} 个字符</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>{reason}; allowed is {values}</source>
        <translation>{reason}；允许的值：{values}</translation>
    </message>
</context>
<context>
    <name>NumberText</name>
    <message>
        <source>{text} is not a number</source>
        <translation>{text} 不是数值</translation>
    </message>
    <message>
        <source>{text} is too large</source>
        <translation>{text} 过大</translation>
    </message>
    <message>
        <source>{text} is not a whole number</source>
        <translation>{text} 不是整数</translation>
    </message>
    <message>
        <source>{text} is too close to 0</source>
        <translation>{text} 过于接近 0</translation>
    </message>
    <message>
        <source>a number is missing</source>
        <translation>缺少数值</translation>
    </message>
    <message>
        <source>{text} could be {one} or {other}; type one of them</source>
        <translation>{text} 可能是 {one} 或 {other}；请输入其中之一</translation>
    </message>
</context>
<context>
    <name>OrphanKeeper</name>
    <message>
        <source>{names}. The menu brings back later, too.</source>
        <translation>{names}。之后也可通过菜单恢复。</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>A trained network is on disk that the session does not name. Bring it back?</source>
        <translation>磁盘上有一个会话未记录的已训练网络。是否恢复？</translation>
    </message>
    <message>
        <source>{count} trained networks are on disk that the session does not name. Bring them back?</source>
        <translation>磁盘上有 {count} 个会话未记录的已训练网络。是否恢复？</translation>
    </message>
</context>
<context>
    <name>OtherDialog</name>
    <message>
        <source>Open a network</source>
        <translation>打开网络</translation>
    </message>
    <message>
        <source>ONNX file</source>
        <translation>ONNX 文件</translation>
    </message>
    <message>
        <source>Python function</source>
        <translation>Python 函数</translation>
    </message>
    <message>
        <source>module:function</source>
        <translation>模块:函数</translation>
    </message>
    <message>
        <source>Folder of the module</source>
        <translation>模块所在文件夹</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the ONNX file</source>
        <translation>选择 ONNX 文件</translation>
    </message>
    <message>
        <source>Choose the folder of the module</source>
        <translation>选择模块所在文件夹</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>It is shown this data set&apos;s images as the variants are, and gives a number for each class.</source>
        <translation>它与变体一样接收此数据集的图像，并为每个类别给出一个数。</translation>
    </message>
    <message>
        <source>The function gives a torch.nn.Module, which is shown this data set&apos;s images as the variants are. Its code is run, in a process of its own, with all your rights.</source>
        <translation>该函数返回 torch.nn.Module，它与变体一样接收此数据集的图像。其代码在单独的进程中以您的全部权限运行。</translation>
    </message>
    <message>
        <source>ONNX (*.onnx)</source>
        <translation>ONNX (*.onnx)</translation>
    </message>
    <message>
        <source>A module and a function of it, as in models:network</source>
        <translation>模块及其函数，例如 models:network</translation>
    </message>
</context>
<context>
    <name>OtherNetworksController</name>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name}…</translation>
    </message>
</context>
<context>
    <name>OtherPage</name>
    <message>
        <source>Not in memory: {reason}</source>
        <translation>不在内存中：{reason}</translation>
    </message>
    <message>
        <source>Run its code …</source>
        <translation>运行其代码…</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>A network from elsewhere, made by {function} in a process of its own. Its code is in</source>
        <translation>外部网络，由 {function} 在单独的进程中创建。代码位于</translation>
    </message>
    <message>
        <source>A network from elsewhere, in the ONNX file</source>
        <translation>外部网络，ONNX 文件</translation>
    </message>
    <message>
        <source>{parameters:,} parameters, {nonzero:,} not zero
Its multiply-adds are not known.</source>
        <translation>{parameters:,} 个参数，{nonzero:,} 个非零
乘加次数未知。</translation>
    </message>
    <message>
        <source>Layers of the network</source>
        <translation>网络的层</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>gives</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数</translation>
    </message>
</context>
<context>
    <name>OverlapPane</name>
    <message>
        <source>Against noise</source>
        <translation>随噪声的变化</translation>
    </message>
    <message>
        <source>{name}, this digit</source>
        <translation>{name}，此数字</translation>
    </message>
    <message>
        <source>{name}, {count} digits</source>
        <translation>{name}，{count} 个数字</translation>
    </message>
    <message>
        <source>Digits whose winners are compared</source>
        <translation>用于比较胜者的数字</translation>
    </message>
    <message>
        <source>Winners of the digit in sight, or of a sample of the test digits: their mean and spread</source>
        <translation>当前数字的胜者，或测试数字样本的胜者：均值与波动</translation>
    </message>
    <message>
        <source>this digit</source>
        <translation>此数字</translation>
    </message>
    <message>
        <source>test digits</source>
        <translation>测试数字</translation>
    </message>
    <message>
        <source>Layer whose winners are compared</source>
        <translation>用于比较胜者的层</translation>
    </message>
    <message>
        <source>The layer whose winners are compared</source>
        <translation>用于比较胜者的层</translation>
    </message>
    <message>
        <source>last layer</source>
        <translation>最后一层</translation>
    </message>
</context>
<context>
    <name>OverlapPlot</name>
    <message>
        <source>Winners in common against noise</source>
        <translation>胜者重叠度随噪声的变化</translation>
    </message>
    <message>
        <source>Once a variant is trained, this shows how many winners of the digit survive the noise.</source>
        <translation>变体训练后，此处显示该数字的胜者有多少经得住噪声。</translation>
    </message>
    <message>
        <source>– – in common, this digit</source>
        <translation>– – 重叠度，此数字</translation>
    </message>
    <message>
        <source>– – in common, {done} of {total} digits …</source>
        <translation>– – 重叠度，{done} / {total} 个数字…</translation>
    </message>
    <message>
        <source>– – in common, {total} digits ± spread</source>
        <translation>– – 重叠度，{total} 个数字 ± 波动</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>百分比</translation>
    </message>
    <message>
        <source>— correct, all digits</source>
        <translation>— 答对，全部数字</translation>
    </message>
</context>
<context>
    <name>OverlapsController</name>
    <message>
        <source>The winners of the test digits could not be compared.</source>
        <translation>无法比较测试数字的胜者。</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Words of a command</source>
        <translation>输入命令的关键字</translation>
    </message>
</context>
<context>
    <name>PaletteMenu</name>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>粉色</translation>
    </message>
    <message>
        <source>Gold</source>
        <translation>金色</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>天蓝</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>{name} (in use)</source>
        <translation>{name}（使用中）</translation>
    </message>
</context>
<context>
    <name>PaneMenu</name>
    <message>
        <source>Arrange this pane</source>
        <translation>排列此面板</translation>
    </message>
    <message>
        <source>Arrange this pane; a double click on its title gives it the whole stage</source>
        <translation>排列此面板；双击标题可让它占满整个页面</translation>
    </message>
    <message>
        <source>Share the stage again</source>
        <translation>恢复共享页面</translation>
    </message>
    <message>
        <source>Whole stage</source>
        <translation>占满页面</translation>
    </message>
    <message>
        <source>Fold away</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Change places with</source>
        <translation>交换位置</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} is no picture; allowed are PNG, JPEG, BMP, GIF, WebP and TIFF.</source>
        <translation>{name} 不是图片；支持 PNG、JPEG、BMP、GIF、WebP 和 TIFF。</translation>
    </message>
    <message>
        <source>{name} has {width} × {height} pixels; allowed are {most} million in all.</source>
        <translation>{name} 为 {width} × {height} 像素；总共最多 {most} 百万像素。</translation>
    </message>
    <message>
        <source>{name} is a broken picture: {reason}.</source>
        <translation>图片 {name} 已损坏：{reason}。</translation>
    </message>
    <message>
        <source>{name} has {width} × {height} pixels; a picture has at least {least} × {least}.</source>
        <translation>{name} 为 {width} × {height} 像素；图片至少为 {least} × {least}。</translation>
    </message>
</context>
<context>
    <name>PredictionView</name>
    <message>
        <source>{name}: {percent:.2f} % that it is a {digit}</source>
        <translation>{name}：是 {digit} 的概率为 {percent:.2f} %</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无回答</translation>
    </message>
    <message>
        <source>says {digit}, {percent:.0f} %</source>
        <translation>回答 {digit}，{percent:.0f} %</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>a {digit}</source>
        <translation>实为 {digit}</translation>
    </message>
    <message>
        <source>No variant to ask</source>
        <translation>没有可回答的变体</translation>
    </message>
</context>
<context>
    <name>Presentation</name>
    <message>
        <source>Presentation: → on, ← back, ↑ ↓ stage, Esc ends. Everything else is locked.</source>
        <translation>演示模式：→ 前进，← 后退，↑ ↓ 切换阶段，Esc 退出。其他操作均已锁定。</translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>The article&apos;s dense network: nothing sparse</source>
        <translation>原文章的稠密网络：没有稀疏部分</translation>
    </message>
    <message>
        <source>The article&apos;s sparse network: sparse convolution, k-winners and sparse linear layer</source>
        <translation>原文章的稀疏网络：稀疏卷积、k-winners 和稀疏线性层</translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone</source>
        <translation>原文章的网络，仅使用 k-winners</translation>
    </message>
    <message>
        <source>The article&apos;s network with sparse convolution alone</source>
        <translation>原文章的网络，仅使用稀疏卷积</translation>
    </message>
    <message>
        <source>The article&apos;s network with a sparse linear layer alone</source>
        <translation>原文章的网络，仅使用稀疏线性层</translation>
    </message>
    <message>
        <source>The article&apos;s network with sparse convolution and sparse linear layer, and ReLU</source>
        <translation>原文章的网络，使用稀疏卷积、稀疏线性层和 ReLU</translation>
    </message>
    <message>
        <source>The paper&apos;s dense network with one convolution</source>
        <translation>论文的单卷积稠密网络</translation>
    </message>
    <message>
        <source>The paper&apos;s dense network with two convolutions</source>
        <translation>论文的双卷积稠密网络</translation>
    </message>
    <message>
        <source>The paper&apos;s sparse network with one convolution</source>
        <translation>论文的单卷积稀疏网络</translation>
    </message>
    <message>
        <source>The paper&apos;s sparse network with two convolutions</source>
        <translation>论文的双卷积稀疏网络</translation>
    </message>
    <message>
        <source>The paper&apos;s dense convolutions under a sparse hidden layer</source>
        <translation>论文的网络：稠密卷积，稀疏隐藏层</translation>
    </message>
    <message>
        <source>The paper&apos;s sparse convolutions under a dense hidden layer</source>
        <translation>论文的网络：稀疏卷积，稠密隐藏层</translation>
    </message>
    <message>
        <source>The paper&apos;s Sparse CNN-2 with dense weights: k-winners alone</source>
        <translation>论文的 Sparse CNN-2，权重稠密：仅使用 k-winners</translation>
    </message>
    <message>
        <source>The paper&apos;s Sparse CNN-2 with sparse weights but no k-winners in the hidden layer</source>
        <translation>论文的 Sparse CNN-2，权重稀疏，但隐藏层不使用 k-winners</translation>
    </message>
    <message>
        <source>The article&apos;s dense network with dropout: half of the hidden units in training</source>
        <translation>原文章的稠密网络，使用 dropout：训练时略去一半隐藏单元</translation>
    </message>
    <message>
        <source>The article&apos;s dense network with batch norm after both layers</source>
        <translation>原文章的稠密网络，两层之后均有批归一化</translation>
    </message>
    <message>
        <source>The article&apos;s dense network with layer norm after both layers</source>
        <translation>原文章的稠密网络，两层之后均有层归一化</translation>
    </message>
    <message>
        <source>The article&apos;s dense network, each image without its own mean</source>
        <translation>原文章的稠密网络，每张图像减去自身的均值</translation>
    </message>
    <message>
        <source>The article&apos;s dense network, each image without its own mean and divided by its own standard deviation</source>
        <translation>原文章的稠密网络，每张图像减去自身的均值并除以自身的标准差</translation>
    </message>
    <message>
        <source>The article&apos;s dense network with an L1 penalty on its activations</source>
        <translation>原文章的稠密网络，对激活值施加 L1 惩罚</translation>
    </message>
    <message>
        <source>The article&apos;s dense network with weight decay</source>
        <translation>原文章的稠密网络，使用权重衰减</translation>
    </message>
    <message>
        <source>The article&apos;s dense network with ReLU after its hidden layer</source>
        <translation>原文章的稠密网络，隐藏层之后加 ReLU</translation>
    </message>
    <message>
        <source>The article&apos;s dense network, trained with grey pixels: up to 80 % of an image</source>
        <translation>原文章的稠密网络，用灰色像素训练：最多占图像的 80 %</translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone, trained with grey pixels: up to 80 % of an image</source>
        <translation>原文章的网络，仅使用 k-winners，用灰色像素训练：最多占图像的 80 %</translation>
    </message>
    <message>
        <source>The article&apos;s dense network, trained as it is; k-winners instead of ReLU when it is evaluated</source>
        <translation>原文章的稠密网络，训练时不变；评估时用 k-winners 代替 ReLU</translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone, ReLU instead of them when it is evaluated</source>
        <translation>原文章的网络，仅使用 k-winners，评估时用 ReLU 代替</translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone, chosen at random instead of by value</source>
        <translation>原文章的网络，仅使用 k-winners，胜者随机选取而非按值选取</translation>
    </message>
    <message>
        <source>A dense network with as many weights as the article&apos;s sparse one has that are not zero</source>
        <translation>稠密网络，权重数与原文章稀疏网络的非零权重数相同</translation>
    </message>
    <message>
        <source>A dense network with as many multiply-adds as the article&apos;s sparse one has that are needed</source>
        <translation>稠密网络，乘加次数与原文章稀疏网络所需的次数相同</translation>
    </message>
</context>
<context>
    <name>PretrainedPair</name>
    <message>
        <source>The pre-trained networks could not be read.</source>
        <translation>无法读取预训练网络。</translation>
    </message>
    <message>
        <source>{name} (pre-trained)</source>
        <translation>{name}（预训练）</translation>
    </message>
    <message>
        <source>Your own pair is being trained. File, Open the pre-trained pair brings the other one back.</source>
        <translation>正在训练你自己的网络对。“文件”&gt;“打开预训练网络对”可恢复另一对。</translation>
    </message>
    <message>
        <source>Your own pair learns the bundled digits. File, Open the pre-trained pair brings MNIST back.</source>
        <translation>你自己的网络对学习的是内置数字。“文件”&gt;“打开预训练网络对”可恢复 MNIST。</translation>
    </message>
    <message>
        <source>Only 1,000 digits of MNIST are here, to look at. What shall be trained on?</source>
        <translation>这里只有 1,000 个 MNIST 数字，仅供查看。要用什么来训练？</translation>
    </message>
    <message>
        <source>All of MNIST is {size:.1f} MB, fetched once.</source>
        <translation>完整的 MNIST 为 {size:.1f} MB，只需下载一次。</translation>
    </message>
    <message>
        <source>The bundled digits</source>
        <translation>内置数字</translation>
    </message>
    <message>
        <source>Download MNIST</source>
        <translation>下载 MNIST</translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message>
        <source>{name} at {noise} % noise: {mean} % correct, standard deviation {std} % over {seeds} seeds</source>
        <translation>{name}，噪声 {noise} %：准确率 {mean} %，标准差 {std} %，{seeds} 个随机种子</translation>
    </message>
    <message>
        <source>{name} at {noise} % noise: {mean} % correct, one seed</source>
        <translation>{name}，噪声 {noise} %：准确率 {mean} %，一个随机种子</translation>
    </message>
</context>
<context>
    <name>ResultsPane</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Nothing swept with this noise yet. Press Sweep noise.</source>
        <translation>尚未用此噪声扫描。请按“扫描噪声”。</translation>
    </message>
    <message>
        <source>No results yet. Train all fills this table, one row a variant.</source>
        <translation>尚无结果。“全部训练”会填充此表，每个变体一行。</translation>
    </message>
    <message>
        <source>the sweep ends at {percent:g} %</source>
        <translation>扫描到 {percent:g} % 为止</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the table as Markdown</source>
        <translation>将表格复制为 Markdown</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Save the results as CSV</source>
        <translation>将结果保存为 CSV</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>Save the curves as a picture</source>
        <translation>将曲线保存为图片</translation>
    </message>
    <message>
        <source>SVG</source>
        <translation>SVG</translation>
    </message>
    <message>
        <source>Save the curves as a drawing for a paper</source>
        <translation>将曲线保存为论文用矢量图</translation>
    </message>
    <message>
        <source>Results, percent correct</source>
        <translation>结果，准确率，%</translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>SampleCurves</name>
    <message>
        <source>while it trains, {count} digits</source>
        <translation>训练过程中，{count} 个数字</translation>
    </message>
    <message>
        <source>as it was then, {count} digits</source>
        <translation>当时状态，{count} 个数字</translation>
    </message>
    <message>
        <source>{name} while it trains, {count} digits</source>
        <translation>{name}，训练过程中，{count} 个数字</translation>
    </message>
    <message>
        <source>{name} as it was then, {count} digits</source>
        <translation>{name}，当时状态，{count} 个数字</translation>
    </message>
</context>
<context>
    <name>Sheets</name>
    <message>
        <source>Terms</source>
        <translation>术语表</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>目标</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>from elsewhere: {title}</source>
        <translation>外部：{title}</translation>
    </message>
    <message>
        <source>cannot be under this noise, which {reason}</source>
        <translation>不适用此噪声，它{reason}</translation>
    </message>
    <message>
        <source>from elsewhere: its answers alone are known here</source>
        <translation>外部网络：这里只知道它的回答</translation>
    </message>
</context>
<context>
    <name>SparsePart</name>
    <message>
        <source>conv</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>k-winners</source>
        <translation>k-winners</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
</context>
<context>
    <name>StageSwitch</name>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>not trained yet</source>
        <translation>尚未训练</translation>
    </message>
    <message>
        <source>loading …</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>looking …</source>
        <translation>查看中…</translation>
    </message>
    <message>
        <source>diverged at step {step}</source>
        <translation>在第 {step} 步发散</translation>
    </message>
    <message>
        <source>not in memory</source>
        <translation>不在内存中</translation>
    </message>
</context>
<context>
    <name>TakeAway</name>
    <message>
        <source>Drawing for a paper (*.pdf)</source>
        <translation>论文用矢量图 (*.pdf)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save figure</source>
        <translation>保存插图</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>There is only one variant: add another to compare it with.</source>
        <translation>只有一个变体：请再添加一个以作比较。</translation>
    </message>
    <message>
        <source>No variant in sight has a network to look into yet.</source>
        <translation>显示中的变体都还没有可查看的网络。</translation>
    </message>
    <message>
        <source>Save activations</source>
        <translation>保存激活值</translation>
    </message>
    <message>
        <source>NumPy arrays (*.npz)</source>
        <translation>NumPy 数组 (*.npz)</translation>
    </message>
    <message>
        <source>Save variant as PyTorch script</source>
        <translation>将变体保存为 PyTorch 脚本</translation>
    </message>
    <message>
        <source>Python script (*.py)</source>
        <translation>Python 脚本 (*.py)</translation>
    </message>
    <message>
        <source>Save variant as ONNX</source>
        <translation>将变体保存为 ONNX</translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation>未选择变体。</translation>
    </message>
    <message>
        <source>{name} comes from elsewhere: it is in {title} already.</source>
        <translation>{name} 是外部网络：它已在 {title} 中。</translation>
    </message>
    <message>
        <source>{name} has no network to be saved yet.</source>
        <translation>{name} 还没有可保存的网络。</translation>
    </message>
    <message>
        <source>The link is on the clipboard: {count} characters.</source>
        <translation>链接已复制到剪贴板：{count} 个字符。</translation>
    </message>
    <message>
        <source>Opened a link with {count} variants</source>
        <translation>已打开含 {count} 个变体的链接</translation>
    </message>
    <message>
        <source>The command is on the clipboard, with the file that it reads: paste it into a terminal.</source>
        <translation>命令及其读取的文件已复制到剪贴板：请粘贴到终端。</translation>
    </message>
    <message>
        <source>The command is on the clipboard: paste it into a terminal.</source>
        <translation>命令已复制到剪贴板：请粘贴到终端。</translation>
    </message>
    <message>
        <source>Save experiment file</source>
        <translation>保存实验文件</translation>
    </message>
    <message>
        <source>Experiment (*.toml)</source>
        <translation>实验 (*.toml)</translation>
    </message>
    <message>
        <source>The link could not be made.</source>
        <translation>无法生成链接。</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>A link that somebody copied in Sparse Explorer:</source>
        <translation>他人在 Sparse Explorer 中复制的链接：</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>The link could not be opened.</source>
        <translation>无法打开链接。</translation>
    </message>
    <message>
        <source>There are no results yet: no noise sweep has come to its end.</source>
        <translation>尚无结果：还没有完成的噪声扫描。</translation>
    </message>
    <message>
        <source>There is no variant. Add one first.</source>
        <translation>没有变体，请先添加一个。</translation>
    </message>
</context>
<context>
    <name>TheoryPage</name>
    <message>
        <source>Theory</source>
        <translation>理论</translation>
    </message>
    <message>
        <source>How likely an unrelated pattern is to match as many winners by chance as survive the noise: at the same share of active units, the probability falls exponentially with the number of units.</source>
        <translation>无关的模式仅凭偶然，匹配到与噪声下保留的一样多的胜者，可能性有多大：激活单元占比不变时，该概率随单元数呈指数下降。</translation>
    </message>
    <message>
        <source>{share} % of winners survive {noise} % noise</source>
        <translation>{noise} % 噪声下保留 {share} % 的胜者</translation>
    </message>
    <message>
        <source>a random pattern would with probability {chance}</source>
        <translation>随机模式达到同样程度的概率为 {chance}</translation>
    </message>
    <message>
        <source>{share} % survive; by chance: {chance}</source>
        <translation>保留 {share} %；偶然匹配：{chance}</translation>
    </message>
    <message>
        <source>{share} % survive {noise} % noise</source>
        <translation>{noise} % 噪声下保留 {share} %</translation>
    </message>
    <message>
        <source>by chance: {chance}</source>
        <translation>偶然匹配：{chance}</translation>
    </message>
    <message>
        <source>{name} has no k-winners: many of its units are active at once, so none stands out.</source>
        <translation>{name} 没有 k-winners：许多单元同时激活，没有哪个突出。</translation>
    </message>
    <message>
        <source>Train the selected variant to see how unlikely chance would match its winners.</source>
        <translation>训练所选变体后，即可查看偶然匹配其胜者有多难。</translation>
    </message>
    <message>
        <source>Nothing is active on this image, so there is nothing to match.</source>
        <translation>此图像上没有激活的单元，因此无从匹配。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>TheoryPlot</name>
    <message>
        <source>Chance of a match</source>
        <translation>偶然匹配的概率</translation>
    </message>
    <message>
        <source>units in the layer</source>
        <translation>该层的单元数</translation>
    </message>
    <message>
        <source>chance of a match</source>
        <translation>偶然匹配的概率</translation>
    </message>
    <message>
        <source>{title}: {k} of {n} units win, {kept} of them survive; by chance: {chance}</source>
        <translation>{title}：{n} 个单元中 {k} 个获胜，其中 {kept} 个保留；偶然匹配：{chance}</translation>
    </message>
    <message>
        <source>{density} of {n} units active: {chance}</source>
        <translation>{n} 个单元中激活 {density}：{chance}</translation>
    </message>
    <message>
        <source>{k} of {n}</source>
        <translation>{k} / {n}</translation>
    </message>
    <message>
        <source>{density} active</source>
        <translation>激活 {density}</translation>
    </message>
</context>
<context>
    <name>ThumbnailModel</name>
    <message>
        <source>image {number:,} of {count:,}, {label}</source>
        <translation>图像 {number:,} / {count:,}，{label}</translation>
    </message>
</context>
<context>
    <name>ThumbnailStrip</name>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Variants, their networks, and how they learn</source>
        <translation>变体、变体的网络及其学习过程</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Accuracy against noise, and differences</source>
        <translation>准确率随噪声的变化，以及差异</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>One image, and what each network makes of it</source>
        <translation>一张图像，以及各网络如何看待它</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Train every variant that is not trained yet, then sweep the noise (Ctrl+T)</source>
        <translation>训练所有尚未训练的变体，然后扫描噪声（Ctrl+T）</translation>
    </message>
    <message>
        <source>training starts once everything is loaded</source>
        <translation>全部加载完成后即开始训练</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>sweeping noise</source>
        <translation>正在扫描噪声</translation>
    </message>
    <message>
        <source>sweeping noise: {kind}</source>
        <translation>正在扫描噪声：{kind}</translation>
    </message>
    <message>
        <source>Folder of images …</source>
        <translation>图像文件夹…</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>{name} · your own</source>
        <translation>{name} · 自有</translation>
    </message>
    <message>
        <source>Where networks are trained and swept</source>
        <translation>训练和扫描网络所用的设备</translation>
    </message>
    <message>
        <source>looking …</source>
        <translation>检测中…</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>How often each variant is trained, each time with another seed. One run proves little: with several, curves and table show mean and spread.</source>
        <translation>每个变体训练几次，每次使用不同的随机种子。单次运行说明不了什么：多次运行时，曲线和表格会显示均值与波动。</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Auto · {device}</source>
        <translation>自动 · {device}</translation>
    </message>
    <message>
        <source>Fix the marked value in the model first</source>
        <translation>请先修正模型中标出的值</translation>
    </message>
    <message>
        <source>{name}, seed {seed}</source>
        <translation>{name}，随机种子 {seed}</translation>
    </message>
    <message>
        <source>{rate:,.0f} images/s</source>
        <translation>{rate:,.0f} 张图像/秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Pause or resume (Ctrl+P)</source>
        <translation>暂停或继续（Ctrl+P）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop, and keep what was learned (Ctrl+.)</source>
        <translation>停止，并保留已学到的内容（Ctrl+.）</translation>
    </message>
    <message>
        <source>▶  Train all</source>
        <translation>▶  全部训练</translation>
    </message>
    <message>
        <source>Train or sweep the selected variant alone</source>
        <translation>仅训练或扫描所选变体</translation>
    </message>
    <message>
        <source>More ways to train</source>
        <translation>更多训练方式</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>All actions (Alt+M)</source>
        <translation>全部操作（Alt+M）</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>✓ {text}</source>
        <translation>✓ {text}</translation>
    </message>
    <message>
        <source>Predict: what will noise do?</source>
        <translation>猜一猜：噪声会怎样？</translation>
    </message>
    <message>
        <source>Both networks see the same digit. In the dense one every unit answers; in the sparse one only the few strongest do, its winners. Now more and more pixels turn grey. Which network is wrong first?</source>
        <translation>两个网络看到同一个数字。稠密网络里每个单元都有响应；稀疏网络里只有最强的几个，即胜者，才有响应。现在越来越多的像素变成灰色，哪个网络会先答错？</translation>
    </message>
    <message>
        <source>The dense one</source>
        <translation>稠密网络</translation>
    </message>
    <message>
        <source>The sparse one</source>
        <translation>稀疏网络</translation>
    </message>
    <message>
        <source>Try it: drag the noise</source>
        <translation>试一试：拖动噪声滑块</translation>
    </message>
    <message>
        <source>Drag the slider to 60 % and beyond, and watch what each network says at the right of its lane. A tick under the slider marks where each is wrong for the first time.</source>
        <translation>把滑块拖到 60 % 以上，看各泳道右侧每个网络的回答。滑块下方的刻度标出各网络首次答错的位置。</translation>
    </message>
    <message>
        <source>Explain: winners and overlap</source>
        <translation>解释：胜者与重叠度</translation>
    </message>
    <message>
        <source>The number in each lane is the overlap: how much of the active units the noisy digit has in common with the clean one. Noise adds new units everywhere in the dense network; most winners of the sparse one stay. Point at a unit.</source>
        <translation>各泳道中的数字是重叠度：含噪数字与干净数字共有的激活单元占比。噪声在稠密网络中到处激活新单元；稀疏网络的胜者大多保留。请指向一个单元。</translation>
    </message>
    <message>
        <source>Is it so for every digit?</source>
        <translation>每个数字都是这样吗？</translation>
    </message>
    <message>
        <source>One digit proves nothing. Switch to Compare.</source>
        <translation>一个数字说明不了什么。请切换到“比较”。</translation>
    </message>
    <message>
        <source>Accuracy against noise</source>
        <translation>准确率随噪声的变化</translation>
    </message>
    <message>
        <source>Each point is the share of all test digits that a network gets right at that noise. The curves part where the noise is strong. Click into the plot to go to that noise.</source>
        <translation>每个点是网络在该噪声下答对的测试数字占比。噪声强时，两条曲线便会分开。点击图中某处可跳到该噪声。</translation>
    </message>
    <message>
        <source>Now your own</source>
        <translation>现在训练自己的网络</translation>
    </message>
    <message>
        <source>Train all trains a dense and a sparse network of your own: watch the loss fall in the stage Train, then look at them as you did here. Press it.</source>
        <translation>“全部训练”会训练你自己的一个稠密网络和一个稀疏网络：在“训练”阶段看损失下降，再像刚才那样观察它们。请按下该按钮。</translation>
    </message>
    <message>
        <source>Both are wrong from the same noise on. Other digits tell them apart.</source>
        <translation>两者从同一噪声水平起答错。换其他数字可以分出高下。</translation>
    </message>
    <message>
        <source>As you predicted.</source>
        <translation>与你的预测一致。</translation>
    </message>
    <message>
        <source>Not as you predicted: look why.</source>
        <translation>与你的预测不同：看看原因。</translation>
    </message>
</context>
<context>
    <name>TourBubble</name>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation>结束导览</translation>
    </message>
    <message>
        <source>End the tour (Esc)</source>
        <translation>结束导览（Esc）</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>TrainingPane</name>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic loss axis</source>
        <translation>损失轴使用对数刻度</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Show test accuracy after each epoch instead</source>
        <translation>改为显示每轮之后的测试准确率</translation>
    </message>
    <message>
        <source>Loading what was trained …</source>
        <translation>正在加载训练结果…</translation>
    </message>
    <message>
        <source>Press Train all: the loss of every batch appears here while it falls.</source>
        <translation>请按“全部训练”：每批的损失会随训练显示在此处。</translation>
    </message>
    <message>
        <source>Mean over how many batches</source>
        <translation>对多少批求平均</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>smooth {steps}</source>
        <translation>平滑 {steps}</translation>
    </message>
    <message>
        <source>Test accuracy</source>
        <translation>测试准确率</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
</context>
<context>
    <name>TrainingTroubles</name>
    <message>
        <source>{name} does not fit into the memory of the device. The CPU trains it instead.</source>
        <translation>设备内存容纳不下 {name}。改由 CPU 训练。</translation>
    </message>
    <message>
        <source>What {name} had learned is no longer on disk. It starts over.</source>
        <translation>{name} 学到的内容已不在磁盘上，将从头开始。</translation>
    </message>
    <message>
        <source>{name} could not be saved. It stays in memory until the window is closed.</source>
        <translation>无法保存 {name}。它会留在内存中，直到关闭窗口。</translation>
    </message>
    <message>
        <source>The process that trained {name} was ended from outside. Train {name} again to continue.</source>
        <translation>训练 {name} 的进程被外部终止。请再次训练 {name} 以继续。</translation>
    </message>
    <message>
        <source>Perhaps memory ran out. What was saved last is kept.</source>
        <translation>可能是内存不足。上次保存的内容会保留。</translation>
    </message>
    <message>
        <source>Training {name} failed.</source>
        <translation>训练 {name} 失败。</translation>
    </message>
    <message>
        <source>The noise sweep of {name} failed.</source>
        <translation>对 {name} 的噪声扫描失败。</translation>
    </message>
    <message>
        <source>{name}, seed {seed}</source>
        <translation>{name}，随机种子 {seed}</translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message>
        <source>noise kind</source>
        <translation>噪声种类</translation>
    </message>
    <message>
        <source>noise level</source>
        <translation>噪声水平</translation>
    </message>
    <message>
        <source>image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>new noise</source>
        <translation>新噪声</translation>
    </message>
    <message>
        <source>seeds</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>bring back {names}</source>
        <translation>恢复 {names}</translation>
    </message>
    <message>
        <source>add {names}</source>
        <translation>添加 {names}</translation>
    </message>
    <message>
        <source>remove {names}</source>
        <translation>移除 {names}</translation>
    </message>
    <message>
        <source>rename {name}</source>
        <translation>重命名 {name}</translation>
    </message>
    <message>
        <source>colour of {name}</source>
        <translation>{name} 的颜色</translation>
    </message>
    <message>
        <source>hide {name}</source>
        <translation>隐藏 {name}</translation>
    </message>
    <message>
        <source>show {name}</source>
        <translation>显示 {name}</translation>
    </message>
    <message>
        <source>note of {name}</source>
        <translation>{name} 的备注</translation>
    </message>
    <message>
        <source>edit {name}</source>
        <translation>编辑 {name}</translation>
    </message>
    <message>
        <source>show {name} alone</source>
        <translation>单独显示 {name}</translation>
    </message>
    <message>
        <source>order of variants</source>
        <translation>变体顺序</translation>
    </message>
    <message>
        <source>show the others again</source>
        <translation>恢复显示其他变体</translation>
    </message>
</context>
<context>
    <name>Unit</name>
    <message>
        <source>{name}, {layer}: unit {number}</source>
        <translation>{name}，{layer}：单元 {number}</translation>
    </message>
    <message>
        <source>{name}, {layer}: filter {number}, row {row}, column {column}</source>
        <translation>{name}，{layer}：卷积核 {number}，第 {row} 行，第 {column} 列</translation>
    </message>
    <message>
        <source>unit {number}</source>
        <translation>单元 {number}</translation>
    </message>
    <message>
        <source>filter {number}, row {row}, column {column}</source>
        <translation>卷积核 {number}，第 {row} 行，第 {column} 列</translation>
    </message>
    <message>
        <source>all {count} weights free</source>
        <translation>全部 {count} 个权重可变</translation>
    </message>
    <message>
        <source>{live} of {count} weights free, the hatched ones are fixed at zero</source>
        <translation>{count} 个权重中 {live} 个可变，画斜线的固定为零</translation>
    </message>
    <message>
        <source>active on {share} %, place {rank} of {count}</source>
        <translation>激活 {share} %，排名 {rank} / {count}</translation>
    </message>
    <message>
        <source>no activation: it always answers, strongly or weakly</source>
        <translation>没有激活函数：始终有响应，或强或弱</translation>
    </message>
    <message>
        <source>active on {share} % of {images} test digits, place {rank} of {count}; no target, nothing competes</source>
        <translation>在 {images} 个测试数字中的 {share} % 上激活，排名 {rank} / {count}；没有目标值，单元之间不竞争</translation>
    </message>
    <message>
        <source>duty cycle {share} %, place {rank} of {count} units; target {target} %</source>
        <translation>占空比 {share} %，在单元中排名 {rank} / {count}；目标值 {target} %</translation>
    </message>
    <message>
        <source>duty cycle of its filter {share} %, place {rank} of {count}; target {target} %</source>
        <translation>所属卷积核的占空比 {share} %，排名 {rank} / {count}；目标值 {target} %</translation>
    </message>
    <message>
        <source>keeps its sign at every noise</source>
        <translation>在所有噪声水平下符号不变</translation>
    </message>
    <message>
        <source>changes its sign at {percent} % noise</source>
        <translation>噪声 {percent} % 时符号改变</translation>
    </message>
    <message>
        <source>active on the clean digit, and kept at every noise</source>
        <translation>在干净数字上激活，在所有噪声水平下保留</translation>
    </message>
    <message>
        <source>active on the clean digit, lost at {percent} % noise</source>
        <translation>在干净数字上激活，噪声 {percent} % 时丢失</translation>
    </message>
    <message>
        <source>not active on this digit, whatever the noise</source>
        <translation>在此数字上从不激活，无论噪声多大</translation>
    </message>
    <message>
        <source>not active on the clean digit, new at {percent} % noise</source>
        <translation>在干净数字上未激活，噪声 {percent} % 时新增</translation>
    </message>
    <message>
        <source>with the intervention</source>
        <translation>有干预</translation>
    </message>
</context>
<context>
    <name>UnitCourse</name>
    <message>
        <source>This unit at rising noise</source>
        <translation>噪声增大时的此单元</translation>
    </message>
    <message>
        <source>{percent} % noise: {value}</source>
        <translation>噪声 {percent} %：{value}</translation>
    </message>
    <message>
        <source>{percent} % noise: {state}</source>
        <translation>噪声 {percent} %：{state}</translation>
    </message>
    <message>
        <source>{percent} % noise</source>
        <translation>噪声 {percent} %</translation>
    </message>
</context>
<context>
    <name>UnitPanel</name>
    <message>
        <source>Stop and hide the curves</source>
        <translation>停止并隐藏曲线</translation>
    </message>
</context>
<context>
    <name>UnitView</name>
    <message>
        <source>The unit that is pointed at</source>
        <translation>所指的单元</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>Point at a unit in a lane, or go there with Tab and the arrow keys: here you see where it looks, what it weighs, its duty cycle, and at which noise it flips. A click or the space bar pins it.</source>
        <translation>请指向泳道中的一个单元，或用 Tab 和方向键移到该单元：此处显示它看哪里、权重如何、占空比，以及在哪个噪声水平下翻转。单击或按空格键可将其固定。</translation>
    </message>
</context>
<context>
    <name>UnitWeights</name>
    <message>
        <source>Weights of this unit</source>
        <translation>此单元的权重</translation>
    </message>
    <message>
        <source>input map {map}: {live} of {all} weights free</source>
        <translation>输入特征图 {map}：{all} 个权重中 {live} 个可变</translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation>固定为零</translation>
    </message>
    <message>
        <source>input map {map}, row {row}, column {column}: {weight}</source>
        <translation>输入特征图 {map}，第 {row} 行，第 {column} 列：{weight}</translation>
    </message>
</context>
<context>
    <name>UseCurve</name>
    <message>
        <source>How often the units of this layer are active</source>
        <translation>此层各单元的激活频率</translation>
    </message>
    <message>
        <source>Each bar is a unit or a filter of this layer, as high as its duty cycle: the most used is at the left. The marked bar is the one that is pointed at, the dashed line is the target.</source>
        <translation>每个条形是此层的一个单元或卷积核，高度为其占空比，使用最多的在左端。标出的条形是所指的单元，虚线为目标值。</translation>
    </message>
    <message>
        <source>most used</source>
        <translation>最常用</translation>
    </message>
    <message>
        <source>least</source>
        <translation>最少用</translation>
    </message>
</context>
<context>
    <name>VariantList</name>
    <message>
        <source>clean</source>
        <translation>干净</translation>
    </message>
    <message>
        <source>at {noise} %</source>
        <translation>{noise} % 时</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Hide in pictures</source>
        <translation>在图中隐藏</translation>
    </message>
    <message>
        <source>Show alone</source>
        <translation>单独显示</translation>
    </message>
    <message>
        <source>Note …</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Train again</source>
        <translation>重新训练</translation>
    </message>
    <message>
        <source>Train longer …</source>
        <translation>继续加训…</translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation>未选择变体。</translation>
    </message>
    <message>
        <source>Train the variant from its beginning; what it learned stays until that is done</source>
        <translation>从头训练该变体；在完成之前，已学到的内容会保留</translation>
    </message>
    <message>
        <source>Add a copy with more epochs, trained on from where this variant stands</source>
        <translation>添加一个轮数更多的副本，从该变体的当前状态继续加训</translation>
    </message>
    <message>
        <source>Show in pictures</source>
        <translation>在图中显示</translation>
    </message>
    <message>
        <source>Show the others again</source>
        <translation>恢复显示其他变体</translation>
    </message>
    <message>
        <source>Show or hide in pictures ({keys}). With Alt: show alone, or the others again.</source>
        <translation>在图中显示或隐藏（{keys}）。按住 Alt：单独显示，或恢复显示其他变体。</translation>
    </message>
</context>
<context>
    <name>VariantListHeader</name>
    <message>
        <source>Correct answers in percent: without noise, and at the current noise.</source>
        <translation>答对的百分比：无噪声时，以及当前噪声下。</translation>
    </message>
    <message>
        <source>Percent correct without noise, and at {noise} % noise</source>
        <translation>无噪声时和噪声 {noise} % 时答对的百分比</translation>
    </message>
</context>
<context>
    <name>VariantListModel</name>
    <message>
        <source>{value:.1f} % correct without noise</source>
        <translation>无噪声时答对 {value:.1f} %</translation>
    </message>
    <message>
        <source>{value:.1f} % at the current noise</source>
        <translation>当前噪声下 {value:.1f} %</translation>
    </message>
    <message>
        <source>{value:.0f} % done</source>
        <translation>已完成 {value:.0f} %</translation>
    </message>
    <message>
        <source>note: {note}</source>
        <translation>备注：{note}</translation>
    </message>
    <message>
        <source>shown alone</source>
        <translation>单独显示</translation>
    </message>
    <message>
        <source>hidden in pictures</source>
        <translation>在图中隐藏</translation>
    </message>
</context>
<context>
    <name>VariantsPane</name>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>nothing sparse</source>
        <translation>没有稀疏部分</translation>
    </message>
    <message>
        <source>no such layer</source>
        <translation>没有此层</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>without {field}</source>
        <translation>{field}：关</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>No variants. Add one from a preset.</source>
        <translation>没有变体。请从预设添加一个。</translation>
    </message>
    <message>
        <source>+  Add</source>
        <translation>+  添加</translation>
    </message>
    <message>
        <source>Add a variant from a preset</source>
        <translation>从预设添加变体</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Add an untrained copy of the selected variant</source>
        <translation>添加所选变体的未训练副本</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the selected variant and what it learned</source>
        <translation>移除所选变体及其学到的内容</translation>
    </message>
    <message>
        <source>{name} comes from elsewhere: there is nothing here that could be trained in a copy.</source>
        <translation>{name} 是外部网络：没有可供副本训练的配置。</translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation>未选择变体。</translation>
    </message>
    <message>
        <source>{name} comes from elsewhere, and is not trained here.</source>
        <translation>{name} 是外部网络，不在此训练。</translation>
    </message>
    <message>
        <source>{name} is being trained or swept, or waits for it.</source>
        <translation>{name} 正在训练或扫描，或在队列中等待。</translation>
    </message>
    <message>
        <source>{name} has learned nothing yet. Train it first.</source>
        <translation>{name} 尚未学到任何内容。请先训练它。</translation>
    </message>
    <message>
        <source>The training of {name} has not come to its end.</source>
        <translation>{name} 的训练尚未完成。</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <source>cannot be under this noise</source>
        <translation>不适用此噪声</translation>
    </message>
    <message>
        <source>not swept yet</source>
        <translation>尚未扫描</translation>
    </message>
    <message>
        <source>paused at {percent:.0f} %</source>
        <translation>暂停于 {percent:.0f} %</translation>
    </message>
    <message>
        <source>seed {seed}: {percent:.0f} %</source>
        <translation>随机种子 {seed}：{percent:.0f} %</translation>
    </message>
    <message>
        <source>training {percent:.0f} %</source>
        <translation>训练 {percent:.0f} %</translation>
    </message>
    <message>
        <source>sweep {percent:.0f} %</source>
        <translation>扫描 {percent:.0f} %</translation>
    </message>
    <message>
        <source>stopped at {percent:.0f} %</source>
        <translation>停止于 {percent:.0f} %</translation>
    </message>
    <message>
        <source>Train longer</source>
        <translation>继续加训</translation>
    </message>
    <message>
        <source>{name} was trained for {epochs} epochs. A copy is trained on; more epochs:</source>
        <translation>{name} 已训练 {epochs} 轮。将对其副本继续加训；追加的轮数：</translation>
    </message>
    <message>
        <source>no result at {noise} % noise: the sweep ends at {last:g} %</source>
        <translation>噪声 {noise} % 时无结果：扫描到 {last:g} % 为止</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>loading …</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>not trained yet</source>
        <translation>尚未训练</translation>
    </message>
</context>
<context>
    <name>VerdictPane</name>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Nothing to compare yet. Train two variants and sweep the noise over them.</source>
        <translation>尚无可比较的内容。请训练两个变体并对它们扫描噪声。</translation>
    </message>
    <message>
        <source>{name} has not been swept with this noise: sweep it, or choose another reference.</source>
        <translation>{name} 尚未用此噪声扫描：请扫描它，或选择其他基准。</translation>
    </message>
    <message>
        <source>Only {name} has been swept with this noise. Train another variant.</source>
        <translation>只有 {name} 用此噪声扫描过。请再训练一个变体。</translation>
    </message>
    <message>
        <source>At {level:g} % noise, {kind}, beside {name}; the most different first:</source>
        <translation>噪声 {level:g} %（{kind}），与 {name} 相比；差异最大的在前：</translation>
    </message>
    <message>
        <source>All variants but the reference are hidden. The eyes in the list bring them back.</source>
        <translation>除基准外，所有变体均已隐藏。点击列表中的“显示”图标可恢复显示。</translation>
    </message>
    <message>
        <source>At {level:g} % noise, {kind}, beside {name}:</source>
        <translation>噪声 {level:g} %（{kind}），与 {name} 相比：</translation>
    </message>
    <message>
        <source>At {level:g} % noise, {kind}, beside {name}; the selected one, then the most different:</source>
        <translation>噪声 {level:g} %（{kind}），与 {name} 相比；先列所选变体，其余差异大的在前：</translation>
    </message>
    <message>
        <source>{mark} {reference} {before:.1f} %, {variant} {after:.1f} %: {difference}, {same} of {seeds} seeds.</source>
        <translation>{mark} {reference} {before:.1f} %，{variant} {after:.1f} %：{difference}，{seeds} 个种子中 {same} 个一致。</translation>
    </message>
    <message>
        <source>{mark} {reference} {before:.1f} %, {variant} {after:.1f} %: {difference}.</source>
        <translation>{mark} {reference} {before:.1f} %，{variant} {after:.1f} %：{difference}。</translation>
    </message>
    <message>
        <source>One seed is too few for an interval: train with more seeds.</source>
        <translation>仅一个随机种子，不足以得出置信区间：请用更多随机种子训练。</translation>
    </message>
    <message>
        <source>[ ]: with 95 % confidence, paired by seed. –: it may as well be the other way round.</source>
        <translation>[ ]：95 % 置信区间，按随机种子配对。–：结论也可能相反。</translation>
    </message>
    <message>
        <source>{seeds} seeds are few: with more, the intervals narrow.</source>
        <translation>{seeds} 个随机种子偏少：增加后置信区间会变窄。</translation>
    </message>
</context>
<context>
    <name>WeightView</name>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show the whole layer again (0)</source>
        <translation>重新显示整层（0）</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>all {all} weights a unit</source>
        <translation>每个单元全部 {all} 个权重</translation>
    </message>
    <message>
        <source>{live} of {all} weights a unit</source>
        <translation>每个单元 {live} / {all} 个权重</translation>
    </message>
    <message>
        <source>all {all} weights a filter</source>
        <translation>每个卷积核全部 {all} 个权重</translation>
    </message>
    <message>
        <source>{live} of {all} weights a filter</source>
        <translation>每个卷积核 {live} / {all} 个权重</translation>
    </message>
</context>
<context>
    <name>WeightsPage</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Train the selected variant to see its weights.</source>
        <translation>训练所选变体后，即可查看其权重。</translation>
    </message>
</context>
<context>
    <name>WhatIfPlot</name>
    <message>
        <source>Accuracy against noise with the intervention</source>
        <translation>有干预时准确率随噪声的变化</translation>
    </message>
    <message>
        <source>thick: with the intervention; thin: as it is</source>
        <translation>粗线：有干预；细线：原样</translation>
    </message>
    <message>
        <source>{name}, {done}: {percent} % of {images} digits at each noise computed</source>
        <translation>{name}，{done}：每个噪声水平的 {images} 个数字已计算 {percent} %</translation>
    </message>
    <message>
        <source>{name}, {done}: {after:.1f} % right over all noise, {before:.1f} % without</source>
        <translation>{name}，{done}：全部噪声水平上答对 {after:.1f} %，无干预时 {before:.1f} %</translation>
    </message>
    <message>
        <source>{percent} % noise</source>
        <translation>噪声 {percent} %</translation>
    </message>
    <message>
        <source>% right on {images} digits, {percent} % done</source>
        <translation>准确率 %，{images} 个数字，已完成 {percent} %</translation>
    </message>
    <message>
        <source>% right on {images} digits</source>
        <translation>准确率 %，{images} 个数字</translation>
    </message>
</context>
<context>
    <name>WindowLayout</name>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>Weights beyond ±{level} have the strongest colours</source>
        <translation>超出 ±{level} 的权重用最强的颜色显示</translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation>固定为零</translation>
    </message>
</context>
</TS>
