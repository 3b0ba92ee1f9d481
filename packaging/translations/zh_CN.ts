<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring removed variant back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back networks on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image and noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sweep noise over all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sweep noise over selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image on which variants disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw an image of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open picture …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open experiment …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open output folder …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the pre-trained pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save experiment …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save results as CSV …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save cost as CSV …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save curves as picture …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save curves as drawing (SVG) …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy table as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figure for a paper …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two variants compared …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected variant as PyTorch script …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected variant as ONNX …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiment file for the terminal …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open link …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Sparse Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ActivationView</name>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing active without noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent:.0f} % of winners kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent:.0f} % of active units kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {all} units in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {all} filters in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unit {number}: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter {number}: not in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter {number}: {kept} kept, {lost} lost, {new} new</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ActivationsDialog</name>
    <message>
        <source>Save activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test image {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first test images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of test images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inputs, outputs and winners of every layer and the probabilities, clean and with the noise in use, of all variants in sight that are trained. A text inside explains each array.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ActivationsPage</name>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the selected variant to see which of its units win, and which survive noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswersController</name>
    <message>
        <source>The test digits could not be asked about.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoostingPage</name>
    <message>
        <source>Boosting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has no k-winners: its units do not compete, so none needs a boost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the selected variant to see how evenly its units share the work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first epoch is under way; after it you see how evenly units share the work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} was trained by an earlier version, which kept no duty cycles. Duplicate and train it to see them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy {entropy} of at most {most} bits, {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy {entropy} of {most} bits, {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{entropy} of {most} bits, {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>There is no variant to train. Add one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that is not trained yet is in the queue already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every variant is trained. Add or change one, then train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} came with the program. Duplicate it to train a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is trained already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is trained again. What it learned stays until that is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} cannot be trained again now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The copy of {} is trained from the beginning, for its momentum was not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each variant&apos;s noise sweep follows its training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is trained yet. Press Train all first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not trained yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed {}. Ctrl+Z brings it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image found on which trained variants disagree at this noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training was stopped; what was learned is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The curves of the pre-trained pair are whole. Choose MNIST under Data to sweep others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is in the queue already.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfigField</name>
    <message>
        <source>Sparse convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix a part of each filter&apos;s weights at zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k-winners</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let only the k largest activations pass; otherwise ReLU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparse linear layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fix a part of each hidden unit&apos;s weights at zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local winners</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the filters of each position compete, instead of all units of an image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: k-winners are off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: no convolution has k-winners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k in evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k is multiplied by this when the network is evaluated. The paper uses 1.5, the article 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: no layer has k-winners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: in evaluation there is ReLU instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boost strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly units that seldom win are favoured. The paper uses 1.5, the article 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: in training there is ReLU instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: winners are chosen at random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boost decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The boost strength is multiplied by this after each epoch. The paper uses 0.85.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: the boost strength is 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duty-cycle period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images over which a unit&apos;s activity is averaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rescale sparse weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start sparse layers with larger weights, scaled to the inputs that each unit has left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: no layer has sparse weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Winners in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where k-winners are not in use, ReLU is; a control.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>always</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inference only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Winners chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At random: as many units of each image, whatever their values; a control.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of each image. Centred: without the image&apos;s own mean. Scaled: divided by its own standard deviation, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centred and scaled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What follows each convolution, before its pool, and the hidden layer, before its activation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the hidden layer&apos;s units that each step of training leaves out, as in the paper&apos;s experiments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of filters, and of feature maps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height and width of a filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Non-zero weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fraction of each filter&apos;s weights that is not fixed at zero, while sparse convolution is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: sparse convolution is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What follows the pool. k-winners become ReLU while the k-winners switch is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>relu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Winners k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units that stay active for each image, of all units of this block.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: the activation is not k-winners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units of the hidden layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fraction of each unit&apos;s inputs that is not fixed at zero, while sparse linear is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: the sparse linear layer is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What follows the hidden layer; the article has nothing there. k-winners become ReLU while the k-winners switch is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden units that stay active for each image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often all training images are shown. Automatic: what the data set suggests.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images a step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: the only epoch is the first one, which has a batch size of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First epoch&apos;s batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images a step in the first epoch; small batches settle the duty cycles (paper). Automatic: the batch size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of a step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning-rate decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The learning rate is multiplied by this after each epoch. The paper uses 0.8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: there is only one epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the last step that is repeated in the next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each step draws every parameter towards zero by this times the learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L1 penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss grows by this times an image&apos;s sum of activations, after ReLU or k-winners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise on the training images, drawn anew for each step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>article</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>black</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>salt-and-pepper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uniform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gaussian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speckle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rotation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>translation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elastic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-shot-noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-impulse-noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-glass-blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-motion-blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-shear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-rotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-translate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-stripe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-fog</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-spatter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-dotted-line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-zigzag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist-c-canny-edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each training image&apos;s noise level is drawn between 0 and this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No effect: there is no training noise.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfusionView</name>
    <message>
        <source>Confusion matrices: rows are what is true, columns what was said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} knows {count:,} of {total:,} digits that show {true} ({percent:.1f} %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes {true} for {said}: {count:,} of {total:,} digits ({percent:.1f} %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent:.1f} % right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the matrix of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the matrix of {name} as CSV …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {correct:,} of {total:,} right</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>The session is not saved: {} cannot be read, and could not be set aside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session could not be saved in {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cost</name>
    <message>
        <source>multiply-adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>multiply-adds of an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights that are not zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds for 1,000 images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>robustness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>robustness, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds:.3f} s for 1,000 images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} multiply-adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cheapest with {least:g} % at {noise} {level:.2f}: {name}, {value:.1f} % for {cost}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cheapest with a robustness of {least:g} % to {noise}: {name}, {value:.1f} % for {cost}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant has {least:g} % at {noise} {level:.2f}; {name} comes nearest, with {value:.1f} %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant has a robustness of {least:g} % to {noise}; {name} comes nearest, with {value:.1f} %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {value:.1f} % for {cost}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None; {name} comes nearest: {value:.1f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{clean} % without noise, {accuracy} % at {level:.2f}, robustness {robustness} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} multiply-adds of an image, {share:.0f} % of those without zeros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} of {total:,} weights not zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds:.3f} s for 1,000 images, {memory:.2f} MB in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best for its cost: no other is as good for less</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CostColumns</name>
    <message>
        <source>variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {level:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>robustness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>multiply-adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of dense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In percent of those if every zero were computed with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s / 1,000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds for 1,000 images on this computer, on one core; the median of five turns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of all weights, masks and counters, in millions of bytes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CostPane</name>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a variant can do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a variant costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save cost as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least so many percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cheapest variant with at least so many percent is looked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CostPlot</name>
    <message>
        <source>Accuracy against cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys select the next cheaper or dearer variant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>— best for the cost    ○ cheapest with what is asked for</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CostTable</name>
    <message>
        <source>Cost of the variants</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CostWords</name>
    <message>
        <source>No results yet. Train variants and sweep the noise over them: each becomes a point here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All variants are hidden. The eyes in the list bring them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant in sight has been swept with this noise to the end. Press Sweep noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The networks are being measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No time is known yet. Press Measure here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring: {done} of {total} networks done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>★ {meaning}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every variant in sight is measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure on this computer how long each network takes for 1,000 images, and its memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time is not measured while something is trained or swept: it would come out too long.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CurvesPane</name>
    <message>
        <source>Accuracy against noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel sweep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sweep noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classify all test images at every noise level, for all trained variants (F6)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All variants are hidden. The eyes in the list of variants bring them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing swept with this noise yet. Press Sweep noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once a variant is trained, its accuracy at every noise level appears here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataCatalogue</name>
    <message>
        <source>Digits (bundled)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1,797 real handwritten digits that need no download; small and coarse, so they show the effect of sparse networks more mildly than MNIST does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>70,000 handwritten digits, the data set of the article and of the paper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fashion-MNIST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>70,000 pictures of clothes in ten classes, harder to tell apart than digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kuzushiji-MNIST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>70,000 cursive Japanese characters in ten classes, each written in several ways.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMNIST Letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>145,600 handwritten letters in 26 classes, capitals and small ones together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMNIST Balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>131,600 handwritten digits and letters in 47 classes of the same size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMNIST By Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>814,255 handwritten digits, capitals and small letters in 62 classes, as often as people write them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMNIST By Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>814,255 handwritten digits and letters in 47 classes: small letters that look like their capitals are theirs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMNIST Digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>280,000 handwritten digits by more hands than MNIST&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMNIST MNIST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>70,000 handwritten digits of EMNIST, as many as MNIST has.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DatasetChooser</name>
    <message>
        <source>Folder with PNG files by class, .npy, CSV or IDX files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} is not on this computer. Download it ({size:.1f} MB)?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is fetched from the internet once, and kept in {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay with {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DifferencePlot</name>
    <message>
        <source>Difference in accuracy against noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>difference, points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>■ 95 % interval of the difference, paired by seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one seed: no interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} less {reference}: {points}{interval} at {noise} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DifferenceSwitch</name>
    <message>
        <source>Show how much better or worse than the reference each variant is, in points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>minus {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once {name} and another variant are swept with this noise, their difference appears here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DifferenceTable</name>
    <message>
        <source>Two variants compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What differs, and the results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>second less first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field} ({layer})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value}, without effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not swept yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>robustness, {kind}, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {level:g} % noise, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table is on the clipboard, as Markdown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table is on the clipboard, as CSV.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DifferencesPane</name>
    <message>
        <source>Robustness: mean accuracy over a noise&apos;s levels, difference in points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robustness, difference in points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The variant that the others are compared with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences in robustness, variants by kinds of noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing swept yet. Train variants and sweep a noise over them: each kind of noise becomes a column, each variant a row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>( ) the 95 % interval holds 0 or the seeds disagree; click a cell to see its curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>( ) one seed is too few for an interval; click a cell to see its curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {kind}: not swept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {kind}: {score:.1f} % on average over the levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} less {reference}, {kind}: {difference}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DigitFinder</name>
    <message>
        <source>Class of digits to look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at digits of this class only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A random image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the networks an image of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image on which the variants disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching for an image on which the variants disagree; press to stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DigitPicker</name>
    <message>
        <source>a {digit}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DigitStepper</name>
    <message>
        <source>Previous image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of {count:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the image, 1 … {count:,}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DigitView</name>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of {side} by {side} pixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DisagreementPane</name>
    <message>
        <source>Where they disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The matrix is on the clipboard, for a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digits on which the two variants differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each digit is taken for each other one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All disagreements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to all digits on which the two variants differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose mistakes come first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is right about them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap the two variants</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DisagreementWords</name>
    <message>
        <source>{first:,} of {asked:,}: {one} wrong, {other} right; {second:,} the reverse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first:,} of the first {asked:,}: {one} wrong, {other} right; {second:,} the reverse …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first:,} of {asked:,}; {second:,} the reverse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first:,} : {second:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} knows {true}: 1 digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} knows {true}: {count:,} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes {true} for {said}: 1 digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes {true} for {said}: {count:,} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{true} as {said}: {count:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise: {kind}, {percent} %, with the pattern that the inspector shows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First come those that the first variant gets wrong, then the reverse, then both wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown:,} of {count:,} test digits, evenly spread: with this noise each takes long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No disagreement among the first {done:,} digits …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{one} and {other} give the same answer to all {count:,} digits at {percent} % noise. More noise parts them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes no {true} for {said} at {percent} % noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading what was trained …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train two variants: the digits on which they differ under noise appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only one variant is trained or shown. Train or show another one to see where the two differ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking about the test digits at {percent} % noise …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DrawingPad</name>
    <message>
        <source>Drawing pad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a digit with the mouse, a pen or a finger; the networks answer while you draw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a digit here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DrawingPanel</name>
    <message>
        <source>dark on light, found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light on dark, found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw; the other mouse button erases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away what is drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint noise on the picture by hand: pixels become what the chosen noise makes of them; the other mouse button takes it away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thickness of the pen, the eraser and the brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back the last stroke (Ctrl+Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw it again (Ctrl+Shift+Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take everything away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the centre of mass into the middle, as in MNIST&apos;s digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale what is drawn to 20 of 28 pixels, as MNIST&apos;s digits are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open picture …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw on the test image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ink of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST&apos;s digits are light on dark; a picture with dark ink is turned round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light on dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dark on light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you have drawn, so that answers can be right or wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a {digit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it in a data set of your own</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DutyCyclePlot</name>
    <message>
        <source>Duty cycles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>active on, % of images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>even use {percent:.1f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} active on {low:g} to {high:g} % of the images</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EpochSlider</name>
    <message>
        <source>Epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to earlier epochs; at the right end the newest is followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after epoch {epoch} of {epochs}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorReporter</name>
    <message>
        <source>The log is in {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no log yet; it will be in {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong. Your work is still here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExperimentFiles</name>
    <message>
        <source>Nothing is trained and swept yet, so there is nothing to save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiment (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The experiment could not be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open output folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The experiment could not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another experiment is being saved or opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened {} variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {} runs in {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Save results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV for Excel (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table is on the clipboard, as Markdown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the matrix of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no results yet: no noise sweep has come to its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is there already. Replace it?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>Figure for a paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width in millimetres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Caption in the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Caption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy caption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilterGrid</name>
    <message>
        <source>{count} filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter {number}: {live} of {all} weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter {number}, row {row}, column {column}: {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FlipScale</name>
    <message>
        <source>First wrong answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: first wrong at {percent} % noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: wrong even without noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ticks: first wrong answers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FoldedTitles</name>
    <message>
        <source>Bring this pane back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FoldingRow</name>
    <message>
        <source>More controls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Controls for which this window is too narrow</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormRow</name>
    <message>
        <source>Allowed: {values}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GalleryModel</name>
    <message>
        <source>image {number:,} of {count:,}, {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} says {digit}: right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} says {digit}: wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is done to an image before a network sees it, such as a share of its pixels turned grey.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Winners</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The units of a layer with the largest values. Only they pass their values on; all others say 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many winners a layer has for each image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The smallest part of a network: it adds up its weighted inputs and passes one number on. A filter has one at each place of the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a unit passes on. ReLU: its sum, or 0 if that is negative. k-winners: its sum if it is among the winners, else 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the active units of the clean and of the noisy digit have in common: those active on both, divided by those active on either. 1 is the same set, 0 is another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a network learns: the numbers that its inputs are multiplied by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of a layer&apos;s weights that may differ from zero. The others stay at zero for ever.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duty cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A unit&apos;s duty cycle is the share of recent training images on which it was among the winners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boosting favours units that seldom win while training, so that all of them share the work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How evenly a layer&apos;s units share the work. The more evenly they are used, the nearer it is to its maximum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of training in which each training image is shown once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The images after which a network changes its weights once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the weights move at each step. Too small learns slowly; too large learns nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of its last step each step repeats, as a ball that rolls on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units that are left out by chance at each step of training, so that none relies on another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bringing a layer&apos;s values to the same mean and spread, over a batch or over the units of an image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A change that is not sparsity. If it makes a network as robust, sparsity is not the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boosting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of the test images whose class a network tells right, in percent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robustness score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean accuracy over all levels of a kind of noise, from none to the strongest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number that all chance in a run comes from: first weights, order of images, noise. Runs with the same seed differ by the network alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the true difference lies with 95 % confidence. If 0 is inside, it may as well be the other way round.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small pattern of weights that is moved over the image; where the image looks like it, its map is bright.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many products a network adds up for one image, without those in which a weight or an input is known to be zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best for its cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the Pareto front: no other variant can do as much for less, or more for as little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How alike a layer&apos;s values on the clean and on the noisy digit are: the cosine between them. 1 is the same direction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First wrong answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lowest noise at which a network is wrong about the digit: a tick under the slider.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Goals</name>
    <message>
        <source>The highest noise at 90 % accuracy, with 5 % of the units active or fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A dense network as robust as the best sparse one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>80 % without noise, with 10 % of the weights or fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant counts yet: train one that fits, and sweep the noise over it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So far {value:.0f} % noise, by {variant}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value:.1f} %, by {variant}; train a sparse network to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Reached: {value:.1f} % of {target:.1f} %, by {variant}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So far {value:.1f} % of {target:.1f} %, by {variant}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message>
        <source>The idea</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Six steps, two minutes: predict, try, explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the headline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close; Help, Headline brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They learn from the same images in the same order; in the sparse one only the strongest units answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why sparse still sees the digit: noise adds active units all over the dense network; of the sparse one&apos;s few winners most stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is trained yet: train two networks, then see here what each makes of one digit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many digits does each network still get right as the noise grows? Train two to see.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These two came trained on MNIST. Train all makes and trains a pair of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dense or sparse: train both on the same digits, then see which one noise leaves standing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At {level:g} % noise {reference} {before:.0f} %, {variant} {after:.0f} %: {difference} points, {same} of {seeds} seeds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At {level:g} % noise {reference} {before:.0f} %, {variant} {after:.0f} %: {difference} points, one seed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Sparse Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains dense and sparse networks, and shows what noise does to each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the paper:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch {torch}, Qt {qt}, Python {python}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence: MIT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistorySlider</name>
    <message>
        <source>Moment of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the networks as they were during their training; the right end is what they are now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the training from moment to moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untrained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after epoch {epoch} of {epochs}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImageInput</name>
    <message>
        <source>Open picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pgm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture to paste: copy a picture or a file with one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test image {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several files were dropped; the first is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be read: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the copied picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was dropped is no picture.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImageKeeper</name>
    <message>
        <source>Say what it is: nobody can learn from an image without that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept as a {label} in {name}, which has {count} images now; it is among the data sets.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsidePage</name>
    <message>
        <source>No variant is selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking into {} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsidePane</name>
    <message>
        <source>Inside the variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inside</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorController</name>
    <message>
        <source>The inspector could not look at this image.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorPane</name>
    <message>
        <source>What each network sees in your drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each network sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InterventionButton</name>
    <message>
        <source>What if … ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intervene in {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do something to this network while it is looked into: its lane and its answer change at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show its curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy against noise with the intervention and without, on a sample of the test digits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InterventionButtons</name>
    <message>
        <source>Interventions need noise on the image; this noise is made for each network</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InterventionCurves</name>
    <message>
        <source>The curve could not be computed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeepDialog</name>
    <message>
        <source>Keep this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>my digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept as the networks are shown it, without noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LanesBoard</name>
    <message>
        <source>yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant is in sight: add one at the left, and train it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once a variant is trained, its lane shows from the left: what its filters answer to this digit, the hidden layer, and what it says; and at this place more of any unit that you point at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noisy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LanesView</name>
    <message>
        <source>What each network sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant to look into</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerTitle</name>
    <message>
        <source>Hidden layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolution 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolution 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolution 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolution 4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoadingController</name>
    <message>
        <source>Loading the engine …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trained variant could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading {file} ({number} of {files}): {done:.1f} of {total} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data set {} could not be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of your own can be chosen under Data, Folder of images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong while loading.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Training curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▲ up to {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The last session could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the last session could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept as {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A variant is being trained. Stop and quit?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it has learned so far is kept, and training can go on later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MatrixPicture</name>
    <message>
        <source>{units:,} units with {inputs:,} inputs each; plus and minus zoom, arrow keys move, 0 shows all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unit {unit}, input {input}: {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MeasuringController</name>
    <message>
        <source>The networks could not be measured.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelPane</name>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a variant, or add one, to see and change its network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Winners and boosting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Controls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparse convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.0f} % of each filter&apos;s weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k-winners</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparse linear layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.0f} % of each unit&apos;s inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off: every weight is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off: ReLU instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{k:,} of {units:,} units = {share:.1f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{k} of {units:,} hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parameters:,} parameters, {nonzero:,} not zero
{adds:.2f} M of {dense:.2f} M multiply-adds an image</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NameEditor</name>
    <message>
        <source>Name of the variant</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoiseBar</name>
    <message>
        <source>Noise and image</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoiseCombo</name>
    <message>
        <source>Kind of noise</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoiseControl</name>
    <message>
        <source>{percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw the same noise anew, with another random pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise, percent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoiseFamily</name>
    <message>
        <source>Pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inside the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attacks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoiseKind</name>
    <message>
        <source>Noise level: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noisy pixels, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>level of noise ({}), %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the pixels that are grey (article)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the pixels that are bright (paper)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>black</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the pixels that are black</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>salt and pepper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the pixels that are white or black, half each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uniform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the pixels that have a random value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standard deviation, in units of full white</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speckle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standard deviation, in units of the pixel&apos;s own brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the image behind a black square</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standard deviation, in units of 4 pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the contrast that is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is added, in units of full white</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rotation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>angle, in units of 90 degrees, to a random side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>translation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance, in units of 14 pixels, in a random direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elastic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distortion (root mean square), in units of 4 pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C shot noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the severity that was published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C impulse noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C glass blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C motion blur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C shear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C rotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C brightness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C translate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C stripe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C fog</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C spatter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C dotted line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C zigzag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MNIST-C Canny edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of each layer&apos;s non-zero weights that are lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>silent units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of each layer&apos;s units that are silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FGSM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most that a pixel may change, in units of full white</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PGD</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Square attack</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoisePlot</name>
    <message>
        <source>Accuracy against noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys move the noise level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noisy pixels, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– – published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>· · · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>■ spread over seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {accuracy} % at {noise} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Note of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is special about it, what you expect, what you saw. It goes with the variant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {longest} characters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>{reason}; allowed is {values}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NumberText</name>
    <message>
        <source>{text} is not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is not a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is too close to 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} could be {one} or {other}; type one of them</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrphanKeeper</name>
    <message>
        <source>{}. The menu brings back later, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trained network is on disk that the session does not name. Bring it back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} trained networks are on disk that the session does not name. Bring them back?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OverlapPane</name>
    <message>
        <source>Against noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, this digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {count} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digits whose winners are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Winners of the digit in sight, or of a sample of the test digits: their mean and spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer whose winners are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer whose winners are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OverlapPlot</name>
    <message>
        <source>Winners in common against noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once a variant is trained, this shows how many winners of the digit survive the noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– – in common, this digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– – in common, {done} of {total} digits …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– – in common, {total} digits ± spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>— correct, all digits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OverlapsController</name>
    <message>
        <source>The winners of the test digits could not be compared.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of a command</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaletteMenu</name>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sky</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (in use)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaneMenu</name>
    <message>
        <source>Arrange this pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrange this pane; a double click on its title gives it the whole stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share the stage again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change places with</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no picture; allowed are PNG, JPEG, BMP, GIF, WebP and TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has {width} × {height} pixels; allowed are {most} million in all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a broken picture: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has {width} × {height} pixels; a picture has at least {least} × {least}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PredictionView</name>
    <message>
        <source>{name}: {percent:.2f} % that it is a {digit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>says {digit}, {percent:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {digit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant to ask</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presentation</name>
    <message>
        <source>Presentation: → on, ← back, ↑ ↓ stage, Esc ends. Everything else is locked.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>The article&apos;s dense network: nothing sparse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s sparse network: sparse convolution, k-winners and sparse linear layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with sparse convolution alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with a sparse linear layer alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with sparse convolution and sparse linear layer, and ReLU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s dense network with one convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s dense network with two convolutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s sparse network with one convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s sparse network with two convolutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s dense convolutions under a sparse hidden layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s sparse convolutions under a dense hidden layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s Sparse CNN-2 with dense weights: k-winners alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper&apos;s Sparse CNN-2 with sparse weights but no k-winners in the hidden layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network with dropout: half of the hidden units in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network with batch norm after both layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network with layer norm after both layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network, each image without its own mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network, each image without its own mean and divided by its own standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network with an L1 penalty on its activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network with weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network with ReLU after its hidden layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network, trained with grey pixels: up to 80 % of an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone, trained with grey pixels: up to 80 % of an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s dense network, trained as it is; k-winners instead of ReLU when it is evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone, ReLU instead of them when it is evaluated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The article&apos;s network with k-winners alone, chosen at random instead of by value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A dense network with as many weights as the article&apos;s sparse one has that are not zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A dense network with as many multiply-adds as the article&apos;s sparse one has that are needed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PretrainedPair</name>
    <message>
        <source>The pre-trained networks could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (pre-trained)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own pair learns the bundled digits. File, Open the pre-trained pair brings MNIST back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only 1,000 digits of MNIST are here, to look at. What shall be trained on?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of MNIST is {size:.1f} MB, fetched once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bundled digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download MNIST</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message>
        <source>{name} at {noise} % noise: {mean} % correct, standard deviation {std} % over {seeds} seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} at {noise} % noise: {mean} % correct, one seed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsPane</name>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing swept with this noise yet. Press Sweep noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No results yet. Train all fills this table, one row a variant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the sweep ends at {percent:g} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the table as Markdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the results as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the curves as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SVG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the curves as a drawing for a paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results, percent correct</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SampleCurves</name>
    <message>
        <source>while it trains, {count} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it was then, {count} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} while it trains, {count} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} as it was then, {count} digits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sheets</name>
    <message>
        <source>Terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goals</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageSwitch</name>
    <message>
        <source>Stages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>not trained yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diverged at step {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TakeAway</name>
    <message>
        <source>Drawing for a paper (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is only one variant: add another to compare it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant in sight has a network to look into yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NumPy arrays (*.npz)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save variant as PyTorch script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python script (*.py)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save variant as ONNX</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has no network to be saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command is on the clipboard, with the file that it reads: paste it into a terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command is on the clipboard: paste it into a terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save experiment file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiment (*.toml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link could not be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link is on the clipboard: {} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A link that somebody copied in Sparse Explorer:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link could not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened a link with {} variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something else is still being saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {path}, and beside it {others}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no results yet: no noise sweep has come to its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no variant. Add one first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TheoryPage</name>
    <message>
        <source>Theory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How likely an unrelated pattern is to match as many winners by chance as survive the noise: at the same share of active units, the probability falls exponentially with the number of units.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} % of winners survive {noise} % noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a random pattern would with probability {chance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} % survive; by chance: {chance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} % survive {noise} % noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by chance: {chance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no k-winners: many of its units are active at once, so none stands out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the selected variant to see how unlikely chance would match its winners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is active on this image, so there is nothing to match.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TheoryPlot</name>
    <message>
        <source>Chance of a match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>units in the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chance of a match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: {k} of {n} units win, {kept} of them survive; by chance: {chance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{density} of {n} units active: {chance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{k} of {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{density} active</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThumbnailModel</name>
    <message>
        <source>image {number:,} of {count:,}, {label}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThumbnailStrip</name>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variants, their networks, and how they learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy against noise, and differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One image, and what each network makes of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto · {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train every variant that is not trained yet, then sweep the noise (Ctrl+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend the marked value in the model first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training starts once everything is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, seed {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sweeping noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,.0f} images/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of images …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} · your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where networks are trained and swept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each variant is trained, each time with another seed. One run proves little: with several, curves and table show mean and spread.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}:{:02} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or resume (Ctrl+P)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, and keep what was learned (Ctrl+.)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▶  Train all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train or sweep the selected variant alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More ways to train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All actions (Alt+M)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>✓ {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predict: what will noise do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both networks see the same digit. In the dense one every unit answers; in the sparse one only the few strongest do, its winners. Now more and more pixels turn grey. Which network is wrong first?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dense one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sparse one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it: drag the noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the slider to 60 % and beyond, and watch what each network says at the right of its lane. A tick under the slider marks where each is wrong for the first time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain: winners and overlap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number in each lane is the overlap: how much of the active units the noisy digit has in common with the clean one. Noise adds new units everywhere in the dense network; most winners of the sparse one stay. Point at a unit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is it so for every digit?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One digit proves nothing. Switch to Compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy against noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each point is the share of all test digits that a network gets right at that noise. The curves part where the noise is strong. Click into the plot to go to that noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train all trains a dense and a sparse network of your own: watch the loss fall in the stage Train, then look at them as you did here. Press it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are wrong from the same noise on. Other digits tell them apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As you predicted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not as you predicted: look why.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TourBubble</name>
    <message>
        <source>Tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the tour (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingController</name>
    <message>
        <source>{} does not fit into the memory of the device. The CPU trains it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What {} had learned is no longer on disk. It starts over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} could not be saved. It stays in memory until the window is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that trained {name} was ended from outside. Train {name} again to continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perhaps memory ran out. What was saved last is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, seed {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training {} failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The noise sweep of {} failed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingPane</name>
    <message>
        <source>Training loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic loss axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show test accuracy after each epoch instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading what was trained …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Train all: the loss of every batch appears here while it falls.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean over how many batches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smooth {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message>
        <source>noise kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noise level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bring back {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rename {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>colour of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hide {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>order of variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show {} alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show the others again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnitCourse</name>
    <message>
        <source>This unit at rising noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % noise: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % noise: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % noise</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnitPanel</name>
    <message>
        <source>Stop and hide the curves</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnitView</name>
    <message>
        <source>The unit that is pointed at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a unit in a lane, or go there with Tab and the arrow keys: here you see where it looks, what it weighs, its duty cycle, and at which noise it flips. A click or the space bar pins it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UnitWeights</name>
    <message>
        <source>Weights of this unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input map {map}: {live} of {all} weights free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input map {map}, row {row}, column {column}: {weight}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UseCurve</name>
    <message>
        <source>How often the units of this layer are active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each bar is a unit or a filter of this layer, as high as its duty cycle: the most used is at the left. The marked bar is the one that is pointed at, the dashed line is the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VariantList</name>
    <message>
        <source>clean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {noise} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide in pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train longer …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the variant from its beginning; what it learned stays until that is done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a copy with more epochs, trained on from where this variant stands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the others again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide in pictures ({keys}). With Alt: show alone, or the others again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VariantListHeader</name>
    <message>
        <source>Correct answers in percent: without noise, and at the current noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent correct without noise, and at {noise} % noise</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VariantListModel</name>
    <message>
        <source>{value:.1f} % correct without noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value:.1f} % at the current noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value:.0f} % done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note: {note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shown alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden in pictures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VariantsPane</name>
    <message>
        <source>and {} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing sparse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no such layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variants. Add one from a preset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+  Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a variant from a preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Controls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add an untrained copy of the selected variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the selected variant and what it learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No variant is selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is being trained or swept, or waits for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has learned nothing yet. Train it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training of {} has not come to its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was trained for {epochs} epochs. A copy is trained on; more epochs:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no result at {noise} % noise: the sweep ends at {last:g} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused at {:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {}: {:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training {:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sweep {:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not trained yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped at {:.0f} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerdictPane</name>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare yet. Train two variants and sweep the noise over them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has not been swept with this noise: sweep it, or choose another reference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {name} has been swept with this noise. Train another variant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At {level:g} % noise, {kind}, beside {name}; the most different first:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All variants but the reference are hidden. The eyes in the list bring them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{mark} {reference} {before:.1f} %, {variant} {after:.1f} %: {difference}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {same} of {seeds} seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One seed is too few for an interval: train with more seeds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[ ]: with 95 % confidence, paired by seed. –: it may as well be the other way round.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seeds} seeds are few: with more, the intervals narrow.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WeightView</name>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole layer again (0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all {all} weights a unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{live} of {all} weights a unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all {all} weights a filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{live} of {all} weights a filter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WeightsPage</name>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the selected variant to see its weights.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhatIfPlot</name>
    <message>
        <source>Accuracy against noise with the intervention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>thick: with the intervention; thin: as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {done}: {percent} % of {images} digits at each noise computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {done}: {after:.1f} % right over all noise, {before:.1f} % without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% right on {images} digits, {percent} % done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% right on {images} digits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowLayout</name>
    <message>
        <source>Variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>Weights beyond ±{level} have the strongest colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixed at zero</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
