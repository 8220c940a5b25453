"""Weights -> a GGUF that llama.cpp and Ollama run. Quantised here: nothing else is needed."""
import gguf
import numpy as np

TYPES = {"f16": gguf.GGMLQuantizationType.F16, "q8_0": gguf.GGMLQuantizationType.Q8_0, "q5_0": gguf.GGMLQuantizationType.Q5_0, "q4_0": gguf.GGMLQuantizationType.Q4_0}
FILE = {"f16": gguf.LlamaFileType.MOSTLY_F16, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0, "q5_0": gguf.LlamaFileType.MOSTLY_Q5_0, "q4_0": gguf.LlamaFileType.MOSTLY_Q4_0}
TEMPLATE = ("{% set ns = namespace(t='') %}{% for m in messages %}{% if m['role'] == 'user' %}{% set ns.t = m['content'] %}{% endif %}{% endfor %}"
            "{{ bos_token }}<start_of_turn>user\n{{ ns.t }}<end_of_turn>\n<start_of_turn>model\n")


def write(path, base, keep, tensors, kind):
    """tensors (GGUF name -> float32) as a GGUF of the kind, with the settings and the kept tokens of the GGUF base. Embeddings are never under q8_0."""
    source, w = gguf.GGUFReader(base), gguf.GGUFWriter(path, "gemma3")
    is_cut = "catat.vocabulary" in source.fields
    for name, field in source.fields.items():
        value, of = field.contents(), field.types[0] if field.types else None
        if name.startswith(("GGUF.", "general.", "quantize.", "catat.")) or name in ("tokenizer.chat_template", "tokenizer.ggml.merges"): continue
        if name == "tokenizer.ggml.tokens": w.add_token_list(value if is_cut else [value[i] for i in keep])
        elif name == "tokenizer.ggml.scores": w.add_token_scores(value if is_cut else [float(value[i]) for i in keep])
        elif name == "tokenizer.ggml.token_type": w.add_token_types(value if is_cut else [int(value[i]) for i in keep])
        elif name.startswith("tokenizer.ggml.") and name.endswith("_token_id"):
            if is_cut: w.add_uint32(name, value)
            elif value in keep: w.add_uint32(name, keep.index(value))
        elif of == gguf.GGUFValueType.ARRAY: w.add_array(name, value)
        else: w.add_key_value(name, value, of)
    w.add_array("catat.vocabulary", keep)  # for training it on
    w.add_name("catat-extract")
    w.add_description("Indonesian sales notes to rows (nama, alamat, jumlah_minuman as quoted). Gemma 3 270M with a cut vocabulary, trained on synthetic text.")
    w.add_license("gemma")
    w.add_chat_template(TEMPLATE)
    w.add_file_type(FILE[kind])
    w.add_quantization_version(gguf.GGML_QUANT_VERSION)
    for name, x in tensors.items():
        if "norm" in name: w.add_tensor(name, x.astype(np.float32))
        elif kind == "f16": w.add_tensor(name, x.astype(np.float16))
        else:
            of = TYPES["q8_0" if name == "token_embd.weight" else kind]
            w.add_tensor(name, gguf.quants.quantize(x, of), raw_dtype=of)
    w.write_header_to_file(), w.write_kv_data_to_file(), w.write_tensors_to_file(), w.close()
