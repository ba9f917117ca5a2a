"""Texts of kinds that were tried with one model alone, now in other guises: other models, printers, signs."""

import pytest

from explorer.planner import Task, make_plan, read_summary
from tests.planner.reading.test_further_texts import Case, hold

FLUX = """\
Chain(
  Conv((5, 5), 1 => 6, relu),           # 156 parameters
  MaxPool((2, 2)),
  Conv((5, 5), 6 => 16, relu),          # 2_416 parameters
  MaxPool((2, 2)),
  Flux.flatten,
  Dense(256 => 120, relu),              # 30_840 parameters
  Dense(120 => 84, relu),               # 10_164 parameters
  Dense(84 => 10),                      # 850 parameters
)                   # Total: 10 arrays, 44_426 parameters, 174.344 KiB."""
FLUX_NESTED = """\
Chain(
  Chain(
    Conv((3, 3), 3 => 64, relu, pad=1),  # 1_792 parameters
    BatchNorm(64),                      # 128 parameters, plus 128
    MaxPool((2, 2)),
  ),
  SkipConnection(
    Dense(64 => 64, relu),              # 4_160 parameters
    +,
  ),
  Dropout(0.5),
  Dense(64 => 10),                      # 650 parameters
)         # Total: 8 trainable arrays, 6_730 parameters,
          # plus 2 non-trainable, 128 parameters, summarysize 28.5 KiB."""
LUX = """\
Chain(
    layer_1 = Dense(128 => 256, tanh),  # 33_024 parameters
    layer_2 = Chain(
        layer_1 = Dense(256 => 256, tanh),  # 65_792 parameters
        layer_2 = BatchNorm(256, affine=true, track_stats=true),  # 512 parameters, plus 513
    ),
    layer_3 = Dense(256 => 10),         # 2_570 parameters
)         # Total: 101_898 parameters,
          #        plus 513 states."""
GEMMA = """\
Preprocessor: "gemma_causal_lm_preprocessor"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                                                  ┃                                   Config ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ gemma_tokenizer (GemmaTokenizer)                              │                      Vocab size: 256,000 │
└───────────────────────────────────────────────────────────────┴──────────────────────────────────────────┘
Model: "gemma_causal_lm"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                  ┃ Output Shape              ┃         Param # ┃ Connected to               ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ padding_mask (InputLayer)     │ (None, None)              │               0 │ -                          │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ token_ids (InputLayer)        │ (None, None)              │               0 │ -                          │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ gemma_backbone                │ (None, None, 2304)        │   2,614,341,888 │ padding_mask[0][0],        │
│ (GemmaBackbone)               │                           │                 │ token_ids[0][0]            │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ token_embedding               │ (None, None, 256000)      │     589,824,000 │ gemma_backbone[0][0]       │
│ (ReversibleEmbedding)         │                           │                 │                            │
└───────────────────────────────┴───────────────────────────┴─────────────────┴────────────────────────────┘
 Total params: 2,614,341,888 (9.74 GB)
 Trainable params: 2,614,341,888 (9.74 GB)
 Non-trainable params: 0 (0.00 B)"""
BERT_CLASSIFIER = """\
Preprocessor: "bert_text_classifier_preprocessor"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                               ┃                    Config ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ bert_tokenizer (BertTokenizer)             │        Vocab size: 30,522 │
└────────────────────────────────────────────┴───────────────────────────┘
Model: "bert_text_classifier"
┏━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)          ┃ Output Shape      ┃     Param # ┃ Connected to          ┃
┡━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━┩
│ padding_mask          │ (None, None)      │           0 │ -                     │
│ (InputLayer)          │                   │             │                       │
├───────────────────────┼───────────────────┼─────────────┼───────────────────────┤
│ segment_ids           │ (None, None)      │           0 │ -                     │
│ (InputLayer)          │                   │             │                       │
├───────────────────────┼───────────────────┼─────────────┼───────────────────────┤
│ token_ids             │ (None, None)      │           0 │ -                     │
│ (InputLayer)          │                   │             │                       │
├───────────────────────┼───────────────────┼─────────────┼───────────────────────┤
│ bert_backbone         │ [(None, 128),     │   4,385,920 │ padding_mask[0][0],   │
│ (BertBackbone)        │ (None, None,      │             │ segment_ids[0][0],    │
│                       │ 128)]             │             │ token_ids[0][0]       │
├───────────────────────┼───────────────────┼─────────────┼───────────────────────┤
│ classifier_dropout    │ (None, 128)       │           0 │ bert_backbone[0][0]   │
│ (Dropout)             │                   │             │                       │
├───────────────────────┼───────────────────┼─────────────┼───────────────────────┤
│ logits (Dense)        │ (None, 2)         │         258 │ classifier_dropout[0… │
└───────────────────────┴───────────────────┴─────────────┴───────────────────────┘
 Total params: 4,386,178 (16.73 MB)
 Trainable params: 4,386,178 (16.73 MB)
 Non-trainable params: 0 (0.00 B)"""
RESNET_CLASSIFIER = """\
Preprocessor: "res_net_image_classifier_preprocessor"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                               ┃                    Config ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ res_net_image_converter                    │    Image size: (224, 224) │
│ (ResNetImageConverter)                     │                           │
└────────────────────────────────────────────┴───────────────────────────┘
Model: "res_net_image_classifier"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┓
┃ Layer (type)                               ┃ Output Shape              ┃     Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━┩
│ input_layer (InputLayer)                   │ (None, None, None, 3)     │           0 │
├────────────────────────────────────────────┼───────────────────────────┼─────────────┤
│ res_net_backbone (ResNetBackbone)          │ (None, None, None, 2048)  │  23,561,152 │
├────────────────────────────────────────────┼───────────────────────────┼─────────────┤
│ pooler (GlobalAveragePooling2D)            │ (None, 2048)              │           0 │
├────────────────────────────────────────────┼───────────────────────────┼─────────────┤
│ output_dropout (Dropout)                   │ (None, 2048)              │           0 │
├────────────────────────────────────────────┼───────────────────────────┼─────────────┤
│ predictions (Dense)                        │ (None, 2)                 │       4,098 │
└────────────────────────────────────────────┴───────────────────────────┴─────────────┘
 Total params: 23,565,250 (89.89 MB)
 Trainable params: 23,512,130 (89.69 MB)
 Non-trainable params: 53,120 (207.50 KB)"""
VIT_ROW = """\
Model: "model"
_________________________________________________________________
 Layer (type)                Output Shape              Param #   
=================================================================
 pixel_values (InputLayer)   [(None, 3, 224, 224)]     0         
                                                                 
 vit (TFViTMainLayer)        TFBaseModelOutputWithPo   85798656  
                             oling(last_hidden_state             
                             =(None, 197, 768),                  
                              pooler_output=None)                
                                                                 
 classifier (Dense)          (None, 10)                7690      
                                                                 
=================================================================
Total params: 85806346 (327.33 MB)
Trainable params: 85806346 (327.33 MB)
Non-trainable params: 0 (0.00 Byte)
_________________________________________________________________"""
DISTILBERT_ROW = """\
Model: "tf_distil_bert_for_sequence_classification"
_________________________________________________________________
 Layer (type)                Output Shape              Param #   
=================================================================
 distilbert (TFDistilBertMai  multiple                 66362880  
 nLayer)                                                         
                                                                 
 pre_classifier (Dense)      multiple                  590592    
                                                                 
 classifier (Dense)          multiple                  1538      
                                                                 
 dropout_19 (Dropout)        multiple                  0         
                                                                 
=================================================================
Total params: 66,955,010
Trainable params: 66,955,010
Non-trainable params: 0
_________________________________________________________________"""
CLIP = """\
CLIPModel(
  (text_model): CLIPTextTransformer(
    (embeddings): CLIPTextEmbeddings(
      (token_embedding): Embedding(49408, 512)
      (position_embedding): Embedding(77, 512)
    )
    (encoder): CLIPEncoder(
      (layers): ModuleList(
        (0-1): 2 x CLIPEncoderLayer(
          (self_attn): CLIPAttention(
            (k_proj): Linear(in_features=512, out_features=512, bias=True)
            (v_proj): Linear(in_features=512, out_features=512, bias=True)
            (q_proj): Linear(in_features=512, out_features=512, bias=True)
            (out_proj): Linear(in_features=512, out_features=512, bias=True)
          )
          (layer_norm1): LayerNorm((512,), eps=1e-05, elementwise_affine=True)
          (mlp): CLIPMLP(
            (activation_fn): QuickGELUActivation()
            (fc1): Linear(in_features=512, out_features=2048, bias=True)
            (fc2): Linear(in_features=2048, out_features=512, bias=True)
          )
          (layer_norm2): LayerNorm((512,), eps=1e-05, elementwise_affine=True)
        )
      )
    )
    (final_layer_norm): LayerNorm((512,), eps=1e-05, elementwise_affine=True)
  )
  (vision_model): CLIPVisionTransformer(
    (embeddings): CLIPVisionEmbeddings(
      (patch_embedding): Conv2d(3, 768, kernel_size=(32, 32), stride=(32, 32), bias=False)
      (position_embedding): Embedding(50, 768)
    )
    (pre_layrnorm): LayerNorm((768,), eps=1e-05, elementwise_affine=True)
    (post_layernorm): LayerNorm((768,), eps=1e-05, elementwise_affine=True)
  )
  (visual_projection): Linear(in_features=768, out_features=512, bias=False)
  (text_projection): Linear(in_features=512, out_features=512, bias=False)
)"""
LLAVA = """\
LlavaForConditionalGeneration(
  (model): LlavaModel(
    (vision_tower): CLIPVisionModel(
      (vision_model): CLIPVisionTransformer(
        (embeddings): CLIPVisionEmbeddings(
          (patch_embedding): Conv2d(3, 1024, kernel_size=(14, 14), stride=(14, 14), bias=False)
          (position_embedding): Embedding(577, 1024)
        )
        (post_layernorm): LayerNorm((1024,), eps=1e-05, elementwise_affine=True)
      )
    )
    (multi_modal_projector): LlavaMultiModalProjector(
      (linear_1): Linear(in_features=1024, out_features=4096, bias=True)
      (act): GELUActivation()
      (linear_2): Linear(in_features=4096, out_features=4096, bias=True)
    )
    (language_model): LlamaModel(
      (embed_tokens): Embedding(32064, 4096)
      (layers): ModuleList(
        (0-1): 2 x LlamaDecoderLayer(
          (self_attn): LlamaAttention(
            (q_proj): Linear(in_features=4096, out_features=4096, bias=False)
          )
          (input_layernorm): LlamaRMSNorm((4096,), eps=1e-05)
        )
      )
      (norm): LlamaRMSNorm((4096,), eps=1e-05)
    )
  )
  (lm_head): Linear(in_features=4096, out_features=32064, bias=False)
)"""
SIGLIP = """\
SiglipModel(
  (text_model): SiglipTextTransformer(
    (embeddings): SiglipTextEmbeddings(
      (token_embedding): Embedding(32000, 768)
    )
    (head): Linear(in_features=768, out_features=768, bias=True)
  )
  (vision_model): SiglipVisionTransformer(
    (embeddings): SiglipVisionEmbeddings(
      (patch_embedding): Conv2d(3, 768, kernel_size=(16, 16), stride=(16, 16), padding=valid)
    )
    (head): SiglipMultiheadAttentionPoolingHead(
      (attention): MultiheadAttention(
        (out_proj): NonDynamicallyQuantizableLinear(in_features=768, out_features=768, bias=True)
      )
    )
  )
)"""
XLMR = """\
SentenceTransformer(
  (0): Transformer({'max_seq_length': 8192, 'do_lower_case': False}) with Transformer model: XLMRobertaModel 
  (1): Pooling({'word_embedding_dimension': 1024, 'pooling_mode_cls_token': True, 'include_prompt': True})
  (2): Normalize()
)"""
SPLADE = """\
SparseEncoder(
  (0): MLMTransformer({'max_seq_length': 512, 'do_lower_case': False, 'architecture': 'BertForMaskedLM'})
  (1): SpladePooling({'pooling_strategy': 'max', 'activation_function': 'relu', 'word_embedding_dimension': 30522})
)"""
STATIC = """\
SentenceTransformer(
  (0): StaticEmbedding(
    (embedding): EmbeddingBag(30522, 1024, mode='mean')
  )
)"""
LOADER = """\
llama_model_loader: loaded meta data with 20 key-value pairs and 291 tensors from ggml-model-q4_0.gguf (version GGUF V2)
llama_model_loader: - tensor    0:                token_embd.weight q4_0     [  4096, 32000,     1,     1 ]
llama_model_loader: - tensor    1:           blk.0.attn_norm.weight f32      [  4096,     1,     1,     1 ]
llama_model_loader: - tensor    2:            blk.0.ffn_down.weight q4_0     [ 11008,  4096,     1,     1 ]
llama_model_loader: - tensor    3:            blk.0.ffn_gate.weight q4_0     [  4096, 11008,     1,     1 ]
llama_model_loader: - tensor    4:              blk.0.attn_k.weight q4_0     [  4096,  4096,     1,     1 ]
llama_model_loader: - tensor    5:                    output.weight q6_K     [  4096, 32000,     1,     1 ]"""
DUMP = """\
* Loading: model.gguf
* File is LITTLE endian, script is running on a LITTLE endian host.
* Dumping 26 key/value pair(s)
      1: UINT32     |        1 | GGUF.version = 3
      2: UINT64     |        1 | GGUF.tensor_count = 4
      5: STRING     |        1 | general.architecture = 'llama'
* Dumping 4 tensor(s)
      1:     262144 |  2048,   128,     1,     1 | Q6_K    | output.weight
      2:     262144 |  2048,   128,     1,     1 | Q4_K    | token_embd.weight
      3:       2048 |  2048,     1,     1,     1 | F32     | blk.0.attn_norm.weight
      4:    4194304 |  2048,  2048,     1,     1 | Q4_K    | blk.0.attn_q.weight"""
VARIABLES = """\
---------
Variables: name (type shape) [size]
---------
generator/g_h0/Matrix:0 (float32_ref 100x8192) [819200, bytes: 3276800]
generator/g_h0/bias:0 (float32_ref 8192) [8192, bytes: 32768]
discriminator/d_h0_conv/w:0 (float32_ref 5x5x3x64) [4800, bytes: 19200]
discriminator/d_h0_conv/biases:0 (float32_ref 64) [64, bytes: 256]
Total size of variables: 832256
Total bytes of variables: 3329024"""
INITIALIZED = """\
INFO:tensorflow:**** Trainable Variables ****
INFO:tensorflow:  name = bert/embeddings/word_embeddings:0, shape = (30522, 768), *INIT_FROM_CKPT*
INFO:tensorflow:  name = bert/embeddings/LayerNorm/beta:0, shape = (768,), *INIT_FROM_CKPT*
INFO:tensorflow:  name = bert/embeddings/LayerNorm/gamma:0, shape = (768,), *INIT_FROM_CKPT*
INFO:tensorflow:  name = output_weights:0, shape = (2, 768)
INFO:tensorflow:  name = output_bias:0, shape = (2,)"""
CHECKPOINT = """\
global_step (DT_INT64) []
resnet_v1_50/conv1/weights (DT_FLOAT) [7,7,3,64]
resnet_v1_50/conv1/BatchNorm/beta (DT_FLOAT) [64]
resnet_v1_50/conv1/BatchNorm/gamma (DT_FLOAT) [64]
resnet_v1_50/conv1/BatchNorm/moving_mean (DT_FLOAT) [64]
resnet_v1_50/conv1/BatchNorm/moving_variance (DT_FLOAT) [64]
resnet_v1_50/logits/weights (DT_FLOAT) [1,1,64,1000]
resnet_v1_50/logits/biases (DT_FLOAT) [1000]"""
TABS = """\
Layer (type)	Output Shape	Param #
=================================================================
conv2d (Conv2D)	(None, 26, 26, 32)	320
max_pooling2d (MaxPooling2D)	(None, 13, 13, 32)	0
flatten (Flatten)	(None, 5408)	0
dense (Dense)	(None, 10)	54090
=================================================================
Total params: 54,410
Trainable params: 54,410
Non-trainable params: 0"""
TABS_INFO = """\
Layer (type:depth-idx)	Output Shape	Param #
==========================================================================================
Net	[1, 10]	--
├─Conv2d: 1-1	[1, 8, 26, 26]	80
├─Linear: 1-2	[1, 10]	54,090
==========================================================================================
Total params: 54,170"""
ADDED = """\
Model: "seg"
__________________________________________________________________________________________________
 Layer (type)                Output Shape                 Param #   Connected to                  
==================================================================================================
 input_1 (InputLayer)        [(None, 64, 64, 3)]          0         []                            
 conv2d (Conv2D)             (None, 64, 64, 16)           448       ['input_1[0][0]']             
 conv2d_1 (Conv2D)           (None, 64, 64, 16)           2320      ['conv2d[0][0]']              
 add (Add)                   (None, 64, 64, 16)           0         ['conv2d[0][0]',              
                                                                     'conv2d_1[0][0]']            
 conv2d_2 (Conv2D)           (None, 64, 64, 3)            435       ['add[0][0]']                 
==================================================================================================
Total params: 3203 (12.51 KB)
Trainable params: 3203 (12.51 KB)
Non-trainable params: 0 (0.00 Byte)
__________________________________________________________________________________________________"""
ADDED_ONE = """\
Model: "fcn"
__________________________________________________________________________________________________
 Layer (type)                Output Shape                 Param #   Connected to                  
==================================================================================================
 input_1 (InputLayer)        [(None, 64, 64, 3)]          0         []                            
 conv2d (Conv2D)             (None, 64, 64, 16)           448       ['input_1[0][0]']             
 conv2d_1 (Conv2D)           (None, 64, 64, 16)           2320      ['conv2d[0][0]']              
 add (Add)                   (None, 64, 64, 16)           0         ['conv2d[0][0]',              
                                                                     'conv2d_1[0][0]']            
 conv2d_2 (Conv2D)           (None, 64, 64, 4)            68        ['add[0][0]']                 
==================================================================================================
Total params: 2836 (11.08 KB)
__________________________________________________________________________________________________"""
XCEPTION = """\
Model: "seg"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃ Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ input_layer         │ (None, 160, 160,  │       0 │ -                 │
│ (InputLayer)        │ 3)                │         │                   │
│ conv2d_13 (Conv2D)  │ (None, 160, 160,  │   2,080 │ up_sampling2d[0]… │
│                     │ 32)               │         │                   │
│ add_6 (Add)         │ (None, 160, 160,  │       0 │ conv2d_13[0][0],  │
│                     │ 32)               │         │ batch[0][0]       │
│ conv2d_14 (Conv2D)  │ (None, 160, 160,  │     867 │ add_6[0][0]       │
│                     │ 3)                │         │                   │
└─────────────────────┴───────────────────┴─────────┴───────────────────┘
 Total params: 2,947"""

TENSORS = (("conv1.weight", "(64, 3, 7, 7)", 9408), ("bn1.weight", "(64,)", 64), ("fc.weight", "(10, 64)", 640))
LAYERS = (("conv1", "Conv2d", 9408), ("bn1", "BatchNorm2d", 128), ("relu", "ReLU", 0), ("fc", "Linear", 5130))
WEIGHTS = (
    ("conv1/kernel", (3, 3, 3, 32)), ("bn1/gamma", (32,)), ("bn1/beta", (32,)), ("bn1/moving_mean", (32,)),
    ("bn1/moving_variance", (32,)), ("dense/kernel", (32, 10)), ("dense/bias", (10,)),
)  # fmt: skip


def rows(cells, between: str) -> str:
    return "\n".join(between.join(str(cell) for cell in row) for row in cells)


PLAIN = "Net(\n  (conv1): Conv2d(3, 8, kernel_size=(3, 3))\n  (fc): Linear(in_features=8, out_features=2, bias=True)\n)"
LOGS = {
    "mmengine": "06/02 14:11:0{i} - mmengine - INFO - {line}",
    "loguru": "2024-06-02 14:11:0{i}.123 | INFO     | __main__:main:42 - {line}",
    "a container of Kubernetes": "2024-06-02T14:11:0{i}.123456789Z stdout F {line}",
    "a container of Docker": "trainer-1  | {line}",
    "a rank of srun": "0: {line}",
    "mpirun": "[1,0]<stdout>:{line}",
    "Weights & Biases": "wandb: {line}",
    "absl": "I0602 14:11:0{i}.123456 140013 train.py:42] {line}",
    "GitHub's runner": "2024-06-02T14:11:0{i}.1234567Z {line}",
}


def logged(form: str) -> str:
    return "\n".join(form.format(i=i, line=line) for i, line in enumerate(PLAIN.split("\n")))


CASES = {
    **{f"the log of {name}": Case(logged(form), parameters=242, head=("fc",)) for name, form in LOGS.items()},
    "parameters with commas, no titles": Case(
        "\n".join(f'{name},"{shape}",{count}' for name, shape, count in TENSORS), parameters=10_112, head=("fc",)
    ),
    "parameters with commas under titles": Case(
        "name,shape,numel\n" + "\n".join(f'{name},"{shape}",{count}' for name, shape, count in TENSORS),
        parameters=10_112, exact=None, head=("fc",), framework="pytorch",
    ),
    "layers with commas, no titles": Case(rows(LAYERS, ","), parameters=14_666, head=("fc",), framework="pytorch"),
    "layers with semicolons, no titles": Case(rows(LAYERS, ";"), parameters=14_666, head=("fc",)),
    "layers with tabs, numbered, class first": Case(
        "\n".join(f"{i}\t{kind}\t{name}\t{count}\tTrue" for i, (name, kind, count) in enumerate(LAYERS)),
        parameters=14_666, head=("fc",), trainable=14_666,
    ),
    "prices with commas, no titles": Case("Apples,3,2.50\nBread,2,1.10\nMilk,1,0.99", refused="No layers"),
    "people with commas, no titles": Case("Anna,Berlin,34\nPaul,Rome,28\nLinda,Oslo,51", refused="No layers"),
    "Flux": Case(FLUX, parameters=44_426, head=("8",), framework="flux", said="Flux"),
    "Flux, nested": Case(FLUX_NESTED, parameters=6_730, head=("4",), framework="flux"),
    "Lux": Case(LUX, parameters=101_898, head=("layer_3",), framework="lux", said="Lux"),
    "Flux on one line": Case("Chain(Dense(10, 5, σ), Dense(5, 2), softmax)", refused="Flux"),
    "layers before and after": Case(
        "DEBUG: classifier.0: Linear(25088, 4096) => Linear(25088, 4096)\n"
        "classifier.6: Linear(4096, 1000) => Linear(4096, 2)",
        head=("classifier.6",), exact=False, said="behind the arrows",
    ),
    "tensors before and after": Case(
        "a.conv.weight torch.Size([64, 3, 3, 3]) => stem.conv.weight torch.Size([64, 3, 3, 3])\n"
        "fc.weight torch.Size([10, 64]) => head.weight torch.Size([10, 64])",
        parameters=2_368, head=("head",), said="behind the arrows",
    ),
    "names before and after": Case(
        "features.0.weight -> conv1.weight\nfeatures.3.weight -> conv2.weight\nclassifier.weight -> head.weight",
        head=("head",), said="behind the arrows",
    ),
    "the loader of a GGUF file": Case(LOADER, refused="GGUF"),
    "the dump of a GGUF file": Case(DUMP, refused="GGUF"),
    "GGUF tensors as the hub shows them": Case(
        "token_embd.weight\t[4 096, 32 000]\tQ4_K\nblk.0.attn_k.weight\t[4 096, 1 024]\tQ4_K", refused="GGUF"
    ),
    "Gemma with its tokenizer's table": Case(GEMMA, parameters=2_614_341_888, head=("token_embedding",)),
    "BERT's classifier with its tokenizer's table": Case(BERT_CLASSIFIER, parameters=4_386_178, head=("logits",)),
    "ResNet's classifier with its converter's table": Case(
        RESNET_CLASSIFIER, parameters=23_565_250, trainable=23_512_130, head=("predictions",)
    ),
    "a vision transformer in one row": Case(
        VIT_ROW, parameters=85_806_346, head=("classifier",), said="stands for a whole network"
    ),
    "DistilBERT in one row": Case(
        DISTILBERT_ROW, parameters=66_955_010, head=("classifier",), said="stands for a whole network"
    ),
    "CLIP": Case(CLIP, kind="picture_text", head=(), exact=False, said="two chains"),
    "LLaVA": Case(LLAVA, kind="picture_text", head=("lm_head",), said="what joins the two"),
    "SigLIP, whose text part ends in a layer called head": Case(SIGLIP, kind="picture_text", head=()),
    "a sentence transformer with its class behind": Case(XLMR, exact=False, said="print(model[0].auto_model)"),
    "a sparse encoder": Case(SPLADE, exact=False, said="print(model[0].auto_model)"),
    "a sentence transformer around CLIP": Case(
        "SentenceTransformer(\n  (0): CLIPModel()\n)", exact=False, said="print(model[0].model)"
    ),
    "a table of static embeddings": Case(STATIC, parameters=31_254_528, kind="embedding"),
    "TensorFlow 1's variables with their bytes": Case(VARIABLES, parameters=832_256, framework="tensorflow1"),
    "TensorFlow 1's variables of a started BERT": Case(
        INITIALIZED, parameters=23_443_970, framework="tensorflow1", head=("output_weights",)
    ),
    "a checkpoint of TensorFlow 1": Case(CHECKPOINT, parameters=74_536, head=("resnet_v1_50/logits",)),
    "TensorFlow 1's variables in a list": Case(
        "[<tf.Variable 'net/a/kernel:0' shape=(784, 128) dtype=float32>, "
        "<tf.Variable 'net/b/kernel:0' shape=(128, 10) dtype=float32>]",
        parameters=101_632,
    ),
    "Keras's weights, moving averages among them": Case(
        rows(((f"{name}:0", shape) for name, shape in WEIGHTS), " "),
        parameters=1_322, framework="keras", head=("dense",),
    ),
    "the same with counts and their total": Case(
        "\n".join(f"{name} {shape}" for name, shape in WEIGHTS) + "\nTotal: 1322", parameters=1_322, exact=None
    ),
    "a Keras table whose columns became tabs": Case(TABS, parameters=54_410, head=("dense",)),
    "a torchinfo table whose columns became tabs": Case(TABS_INFO, parameters=54_170, head=("Linear: 1-2",)),
    "a convolution after an addition": Case(ADDED, parameters=3_203, head=("conv2d_2",)),
    "a 1 × 1 convolution after an addition": Case(ADDED_ONE, parameters=2_836, head=("conv2d_2",)),
    "a convolution after an addition in Keras 3": Case(XCEPTION, parameters=2_947, head=("conv2d_14",)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_another_guise_is_read_right_or_refused_helpfully(name):
    hold(CASES[name])


def test_a_list_of_keras_weights_says_that_moving_averages_never_learn():
    text = "\n".join(f"{name} {shape} {'moving' not in name}" for name, shape in WEIGHTS)
    model = read_summary(text)
    assert (model.parameters, model.trainable_parameters, model.exact) == (1_322, 1_258, True)


@pytest.mark.parametrize("text", [GEMMA, VIT_ROW, DISTILBERT_ROW, LLAVA])
def test_a_lower_bound_is_enough_to_keep_large_models_from_learning_whole_in_a_small_memory(text):
    model = read_summary(text)
    small, large = (
        make_plan(model, Task(classes=2, examples=20_000, domain="text", memory_gb=size)) for size in (0.25, 500)
    )
    assert model.parameters_at_least and small.strategy not in ("full", "from_scratch", "discriminative")
    assert (
        small.cost.trainable_parameters is None
        or large.cost.trainable_parameters is None
        or (small.cost.trainable_parameters <= large.cost.trainable_parameters)
    )
