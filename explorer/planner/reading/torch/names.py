"""Which PyTorch classes hold no weights, extend another class, or hide parameters from `print(model)`?

Collected by building the models of torchvision 0.28, timm 1.0.31 and transformers 5.23 and asking each module for its
own parameters; a class stands in a list where every instance agreed.
"""

# Leaf classes without parameters. Sequential and the like stand here for when they are empty.
WEIGHTLESS_NAMES = """
    _SpectralNorm _WeightNorm AnchorGenerator AvgPool2dSame BloomGelu BrosPositionalEmbedding1D
    CanaryPositionalEmbedding CELU ChannelShuffle Concat CorrBlock CosineSimilarity CrossMapLRN2d
    CvtSelfAttentionLinearProjection Data2VecAudioPadLayer Dct1d DefaultBoxGenerator Deimv2Integral DeQuantStub
    Detach DFineIntegral DINOv3ViTRopePositionEmbedding DropBlock2d DropBlock3d EdgeTamPositionalEmbedding
    EdgeTamVideoPositionalEmbedding EdgeTamVideoPositionEmbeddingSine ELU EncodecEuclideanCodebook
    FastAdaptiveAvgPool Flat FloatFunctional Florence2VisionPositionalEmbeddingCosine1D
    FNetBasicFourierTransform Fold FrozenBatchNormAct2d FunAsrNanoPositionEmbedding GammaAct
    Gemma4AudioRelPositionalEncoding Gemma4RotaryEmbedding2D Gemma4VisionPooler GeneralizedRCNNTransform GLU
    GraniteDoclingPositionEmbedding h_sigmoid h_swish Hardshrink Hardtanh Hsigmoid Hswish Inkling2L2Clip
    Inkling2Softcap Lambda LastLevelMaxPool LevitSubsample Llama4TextL2Norm LocalResponseNorm MatMulWrapper
    MaxPool2dSame MaxUnpool1d MaxUnpool2d MaxUnpool3d MimiEuclideanCodebook ModuleDict ModuleList
    MultiScaleDeformableAttention MultiScaleRoIAlign NemotronAsrStreamingEncoderRelPositionalEncoding
    NeuCodecDownSample1d NeuCodecFiniteScalarQuantization NeuCodecUpSample1d NLLLoss2d Normalize
    PairwiseDistance ParakeetEncoderRelPositionalEncoding PatchTSMixerPatchify PatchTSMixerStdScaler
    PatchTSTPatchify PatchTSTStdScaler Phi4MultimodalAudioMeanVarianceNormLayer PixelUnshuffle QuantAct
    QuantStub RadioInputConditioner Rearrange Reduce ReLUSquaredActivation Reroll Reshape RotaryEmbeddingDinoV3
    Sam2PositionalEmbedding Sam2VideoPositionalEmbedding Sam2VideoPositionEmbeddingSine
    Sam3TrackerPositionalEmbedding Sam3TrackerVideoPositionalEmbedding Sam3TrackerVideoPositionEmbeddingSine
    Sapiens2RopePositionEmbedding SeamlessM4TConformerRelPositionalEmbedding SelectSeq SELU Sequential
    SinusoidsPositionEmbedding Softmax2d Softmin Softplus Softshrink Softsign SpaceToDepth
    SqrtSoftplusActivation Squeeze SwapAxes Swin2SRPatchUnEmbeddings SwishMe Tanhshrink Threshold ToTensor
    Truncate Unflatten Unfold Unroll Unsqueeze UpsamplingBilinear2d UpsamplingNearest2d
    VibeVoiceDiffusionHeadSinusoidalEmbedding View VoxtralRealtimeTimeEmbedding
    Wav2Vec2ConformerRelPositionalEmbedding WindowDepartition WindowPartition Xcodec2DownSample1d
    Xcodec2FiniteScalarQuantization Xcodec2UpSample1d XcodecEuclideanCodebook xLSTMBackend
"""
WITHOUT_WEIGHTS = frozenset(WEIGHTLESS_NAMES.split())
WITHOUT_WEIGHTS_ENDINGS = (
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "DropPath",
    "StochasticDepth",
    "Pool1d",
    "Pool2d",
    "Pool3d",
    "Pad1d",
    "Pad2d",
    "Pad3d",
    "ReLU",
    "ReLU6",
    "GELU",
    "SiLU",
    "Swish",
    "Mish",
    "Hardswish",
    "Hardsigmoid",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "GELUActivation",
    "SiLUActivation",
    "ReLUSquaredActivation",
    "Flatten",
    "Permute",
    "Upsample",
    "Loss",
    "FrozenBatchNorm2d",
    "RotaryEmbedding",
    "RotaryPositionalEmbedding",
    "RotaryEmbeddingCat",
    "SinePositionEmbedding",
    "SinusoidalPositionalEmbedding",
    "SamePadLayer",
    "UnweightedRMSNorm",
    "WeightlessRMSNorm",
    "Identity",
    "PixelShuffle",
)

# Subclasses that print their base's arguments and own the same tensors.
EXTENDED_BY = {
    "Linear": ("NonDynamicallyQuantizableLinear Linear8bitLt FalconLinear Llama4Router PhimoeTopKRouter NormLinear "),
    "Conv1d": "LasrEncoderCTCHead ParakeetEncoderCTCHead",
    "Conv2d": (
        "Conv2dSame StdConv2d StdConv2dSame Conv2dStaticSamePadding Conv2dDynamicSamePadding DeformConv2d "
        "CondConvResidual WeightStandardizedConv2d EfficientNetDepthwiseConv2d "
        "NemotronAsrStreamingEncoderCausalConv2D "
    ),
    "Conv3d": "Conv3DSimple Conv3DNoTemporal",
    "ScaledStdConv2d": "ScaledStdConv2dSame",
    "BatchNorm2d": "SyncBatchNorm BatchNormAct2d SyncBatchNormAct BatchNorm InPlaceABN ABN InplaceAbn",
    "GroupNorm": (
        "GroupNorm1 GroupNormAct GroupNorm1Act GroupNorm1NoBias PoolFormerGroupNorm PeAudioMaskedGroupNorm "
        "PeVideoMaskedGroupNorm PeAudioVideoMaskedGroupNorm "
    ),
    "LayerNorm": (
        "LayerNorm2d LayerNormAct LayerNormAct2d LayerNormFp32 LayerNorm2dFp32 LayerNormExp2d LayerNormNoBias "
        "LayerNorm2dNoBias FusedLayerNorm MixedFusedLayerNorm "
    ),
    "RMSNorm": "FusedRMSNorm MixedFusedRMSNorm RmsNorm RmsNorm2d RmsNormAct RmsNormAct2d RmsNormFp32 SimpleNorm",
    "Embedding": "Ovis2VisualEmbeddingTable ProphetNetPositionalEmbeddings",
}
SUBCLASSES = {name: base for base, names in EXTENDED_BY.items() for name in names.split()}

# Containers with parameters of their own that no printed argument tells: class tokens, position tables, layer scales.
HIDING_NAMES = """
    AfmoeSparseMoeBlock Aimv2AttentionPoolingHead Aimv2Model AlignModel AltCLIPModel AltCLIPVisionEmbeddings
    AriaProjector ASTEmbeddings Attention2dDownsample AttentionDownsample AttentionPoolLatent
    BailingHybridForgetGate BambaMixer BeamAttention Beit BeitEmbeddings BeitLayer BitGroupNormActivation
    Blip2Model Blip2VisionEmbeddings BlipModel BlipVisionEmbeddings BridgeTowerVisionEmbeddings Cait
    CascadedGroupAttention ChineseCLIPModel ChineseCLIPVisionEmbeddings ClapAudioSelfAttention ClapModel
    ClassAttentionBlock CLIPModel CLIPSegModel CLIPSegVisionEmbeddings CLIPVisionEmbeddings
    ClvpModelForConditionalGeneration CNBlock CoaT ConvBertLayer ConVit ConvNeXtBlock ConvNextLayer
    CrossCovarianceAttn CrossVit CvtModel CvtStage Data2VecAudioModel Data2VecVisionEmbeddings
    Data2VecVisionLayer DeepseekV4Attention DeepseekV4CSACompressor DeepseekV4HashRouter DeepseekV4HCACompressor
    DeepseekV4HyperHead DeepseekV4Indexer DeepseekVLHybridModel DeformableDetrModel Deimv2Decoder DeiTEmbeddings
    DFineDecoder DiffLlamaAttention Dinov2Embeddings Dinov2WithRegistersEmbeddings DINOv3ConvNextLayer
    DINOv3ViTEmbeddings DogeAttention DogeDecoderLayer DonutSwinSelfAttention DPTViTEmbeddings EdgeTamModel
    EdgeTamVideoMemoryFuserCXBlock EdgeTamVideoModel EdgeTamVideoPerceiverResampler EfficientAdditiveAttention
    EfficientViM EfficientViMBlock EfficientViMDistilled Eva EvaAttention FalconH1Mixer FalconMambaMixer
    FastSpeech2ConformerAttention FlavaImageEmbeddings FlavaModel FlavaMultimodalModel FlintAttention
    Gemma3MultiModalProjector Gemma3nAudioAttention Gemma3nTextAltUp Gemma4AudioAttention Gemma4PatchEmbed
    Gemma4VisionPatchEmbedder GitVisionEmbeddings Glm5NextTextForgetGate Glm5NextTextIndexer
    GotOcr2VisionAttention GotOcr2VisionEncoder GPSA GPTNeoXJapaneseModel GptOssAttention GradiumPhononTTSModel
    GraniteMoeHybridMambaLayer GraniteMoeSWAAttention GraniteSpeechEncoderProjector
    GraniteSpeechPlusEncoderProjector GraniteSWAAttention GroundingDinoFusionLayer GroundingDinoModel
    GroupViTModel GroupViTVisionEmbeddings Hiera HieraDet HieraEmbeddings HrmTextModel HSMSSD HubertModel
    HunYuanVLVisionPatchMerger HYV4Attention HYV4HyperHead Idefics2PerceiverResampler
    IdeficsGatedCrossAttentionLayer IdeficsVisionEmbeddings IFormer IJepaEmbeddings
    Inkling2BlockAttentionResidual Inkling2DynamicShortConvolution Inkling2NormedEmbedding
    Inkling2VisionEmbeddings Inkling2VisionEncoderLayer InklingNormedEmbedding InstructBlipModel
    InstructBlipVideoModel InstructBlipVideoVisionEmbeddings InstructBlipVisionEmbeddings
    InternVLVisionEmbeddings InternVLVisionLayer JambaMambaMixer JetMoeMoA JetMoeMoE KimiLinearForgetGate
    Kosmos2_5ImageToTextProjection Kosmos2ImageToTextProjection Kosmos2VisionEmbeddings LayerScaleBlock
    LayerScaleBlockClassAttn LayoutLMv3Model LevitAttention LevitAttentionSubsample Llama4VisionModel
    LlavaNextModel LlavaNextVideoModel LlavaOnevisionModel LwDetrViTEmbeddings LwDetrViTLayer Mamba2Mixer
    MambaMixer Mask2FormerPixelDecoder MaskFormerSwinSelfAttention MetaClip2Model MetaClip2VisionEmbeddings
    MetaNeXtBlock MgpstrEmbeddings MLCDVisionEmbeddings MLCDVisionModel MllamaCrossAttentionDecoderLayer
    MllamaPrecomputedAspectRatioEmbedding MllamaPrecomputedPositionEmbedding MllamaVisionModel
    MMGroundingDinoFusionLayer MMGroundingDinoModel Molmo2VisionModel MultiscaleAttention MultiScaleAttention
    MultiScaleVit MuseGlimmerTextNormedEmbedding MuseSparkTextNormedEmbedding NaFlexEmbeds
    Nemotron3DiarizationForAudioFrameClassification NemotronAsrStreamingEncoderAttention NemotronHMamba2Mixer
    NeoMMEEncoderLayer NestLevel NormFreeNet OlmoHybridGatedDeltaNet OmDetTurboLanguageBackbone
    OneFormerPixelDecoder OpenAIPrivacyFilterAttention Owlv2Model Owlv2VisionEmbeddings OwlViTModel
    OwlViTVisionEmbeddings ParakeetEncoderAttention PatchTSTPositionalEncoding PeAudioEncoderPatchEmbedder
    PeAudioModel PeAudioVideoEncoderPatchEmbedder PeAudioVideoModel PeVideoEncoderPatchEmbedder PeVideoModel
    Phi4MultimodalAudioGluPointWiseConv Phi4MultimodalImageEmbedding
    Phi4MultimodalVisionMultiheadAttentionPoolingHead PixioEmbeddings PocketTTSModel PoolFormerLayer
    PoolingVisionTransformer PvtPatchEmbeddings QianfanOCRVisionEmbeddings QianfanOCRVisionLayer
    Qwen3_5GatedDeltaNet Qwen3_5MoeGatedDeltaNet Qwen3NextGatedDeltaNet Qwen3VitEncoder RadioPatchEmbeddings
    RDNet RelativePositionalMultiHeadAttention RfDetrDinov2Embeddings RwkvFeedForward RwkvSelfAttention
    Sam2HieraDetModel Sam2Model Sam2VideoMemoryFuserCXBlock Sam2VideoModel Sam3LiteTextRepMixer
    Sam3LiteTextRepMixerBlock Sam3TrackerModel Sam3TrackerVideoMemoryFuserCXBlock Sam3TrackerVideoModel
    Sam3ViTEmbeddings SamHQVisionEncoder SamHQVisionSdpaAttention SamVisionEncoder SamVisionSdpaAttention
    Sapiens2Embeddings SeamlessM4Tv2TextToUnitDecoder SegGptAttention SegGptEmbeddings SEWDModel SEWModel
    ShiftedWindowAttention ShiftedWindowAttention3d ShiftedWindowAttentionV2 Siglip2Model
    Siglip2MultiheadAttentionPoolingHead SiglipModel SiglipMultiheadAttentionPoolingHead SSDFeatureExtractorVGG
    StarReLU Step3p7VisionEncoderLayer SwiftFormerConvEncoder SwiftFormerEfficientAdditiveAttention
    SwiftFormerEncoderBlock SwiftFormerLocalRepresentation Swin2SRSelfAttention Swinv2SelfAttention
    T5Gemma2MultiModalProjector TimesFm2_5Attention TimesFmAttention TimesformerEmbeddings TinyVit Tipsv2Model
    Tipsv2VisionEmbeddings TNT TvpModel UniSpeechModel UniSpeechSatModel UnlimitedOcrModel
    UnlimitedOcrSamVisionEncoder UnlimitedOcrSamVisionSdpaAttention UnlimitedOcrVisionEmbeddings
    VibeVoiceAcousticTokenizerConvNext1dLayer VibeVoiceModel VideoPrismMultiheadAttentionPoolingHead
    VideoPrismSpatialEmbeddings VideoPrismTemporalEmbeddings VideoPrismTextEmbeddings ViltEmbeddings Visformer
    VisionTextDualEncoderModel VisionTransformer VisionTransformerDistilled VisionTransformerSAM
    VitDetEmbeddings ViTEmbeddings ViTMAEEmbeddings ViTMSNEmbeddings VitsAttention VivitEmbeddings
    VJEPA2PredictorEmbeddings VOLO Wav2Vec2BertModel Wav2Vec2ConformerModel Wav2Vec2ConformerSelfAttention
    Wav2Vec2Model WavLMAttention WavLMModel WindowAttention WindowMultiHeadAttention XCA XCABlock Xcit
    XCLIPModel XCLIPMultiframeIntegrationTransformer XCLIPPromptGenerator XCLIPVisionEmbeddings XLNetModel
    XLNetRelativeAttention YolosEmbeddings Zamba2MambaMixer ZambaMambaMixer ZayaModel
"""
HIDING = frozenset(HIDING_NAMES.split())
HIDING_ENDINGS = ("Experts", "Router", "HyperConnection", "MambaMixer", "GatedDeltaNet")

# Whole models and wrappers that hide nothing beside what the two lists above name.
KNOWN_NAMES = """
    AlexNet ByobNet ConvMixer ConvNeXt CPUBone CSATv2 CspNet CspNext DaVit DeepLabV3 DeepseekVitClassifier
    DeepseekVitEncoder DenseNet DLA DPN EdgeNeXt EfficientFormer EfficientFormerV2 EfficientNet EfficientVit
    EfficientVitLarge EfficientVitMsra FasterNet FasterRCNN FastVit FCN FCOS FocalNet Gemma4VitClassifier
    Gemma4VitEncoder GhostNet GlobalContextVit GoogLeNet HighPerfGpuNet HighResolutionNet Inception3
    InceptionResnetV2 InceptionV3 InceptionV4 KeypointRCNN LCNetV2 LeNet Levit LevitDistilled LowFormer LRASPP
    MambaOut MaskRCNN MaxVit MaxxVit MetaFormer MetaNeXt MlpMixer MNASNet MobileNetV2 MobileNetV3 MobileNetV5
    MobileNetV5Encoder ModuleDict ModuleList MViT NaFlexVit NASNetALarge Nest NextViT PNASNet5Large
    PyramidVisionTransformerV2 QuantizableGoogLeNet QuantizableInception3 QuantizableMobileNetV2
    QuantizableMobileNetV3 QuantizableResNet QuantizableShuffleNetV2 Qwen3VitClassifier RAFT RegNet RepGhostNet
    RepVit ResNet ResNetV2 RetinaNet RexNet S3D SelecSls SENet Sequencer2d Sequential ShuffleNetV2 SHViT
    SqueezeNet SSD StarNet SwiftFormer SwinTransformer SwinTransformer3d SwinTransformerV2 SwinTransformerV2Cr
    Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer TResNet
    Twins VGG VideoResNet VisionTransformerRelPos VovNet Xception XceptionAligned
"""
KNOWN = frozenset(KNOWN_NAMES.split())
WRAPPERS = ("DataParallel", "DistributedDataParallel", "OptimizedModule", "FullyShardedDataParallel")

# Leaf classes that surely hold weights but print no size.
SIZELESS_ENDINGS = ("LayerScale", "LayerScale2d", "LayerNorm", "RMSNorm", "RMSNormGated", "Router", "Experts", "Conv1D")
