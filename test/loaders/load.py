"""
Loads every file that a manifest lists by the code that researchers load it with, and prints what came of each as JSON.

load_dataset of `datasets` reads all of them; TRL's own utilities go over what is for TRL, with a tokenizer that is made
here and needs no network; LLaMA-Factory's converter goes over what is for it, found by the dataset_info.json beside it;
so do Axolotl's strategy, with the configuration beside its file, OpenRLHF's dataset of preferences, doccano's parsers
with what it makes of rows, and Together's check of uploads over whole files. Label Studio's interface looks at each task
under the labelling configuration of a project.
The same rows as Parquet are read by pyarrow, pandas and load_dataset, and compared with those of the JSONL one by one;
as CSV by Python's csv, since readers that guess take an empty text for nothing and "1" for a number. Tokens with tags
are cut by conllu.
"""

import contextlib
import csv
import enum
import functools
import importlib
import importlib.util
import json
import logging
import os
import sys
import types

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

import conllu  # noqa: E402
import pandas  # noqa: E402
import pyarrow.parquet  # noqa: E402
import yaml  # noqa: E402
from datasets import load_dataset  # noqa: E402
from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402
from trl import data_utils as trl  # noqa: E402

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def tokenizer():
    """A tokenizer of characters with a chat template of its own."""
    plain = Tokenizer(models.WordLevel({"<unk>": 0}, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    made = PreTrainedTokenizerFast(tokenizer_object=plain, unk_token="<unk>")
    made.chat_template = TEMPLATE
    return made


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


@contextlib.contextmanager
def only_for_now(*names):
    """Whoever looks for them later finds them missing, as they are."""
    for name in names:
        stand_in(name)
    yield
    for name in [own for own in sys.modules if own.split(".")[0] in names]:
        del sys.modules[name]


def bare(*names):
    """Packages without what their __init__ imports, which for these needs torch or a service."""
    root = next(iter(importlib.util.find_spec(names[0]).submodule_search_locations))
    for name in names:
        stand_in(name, __path__=[os.path.join(root, *name.split(".")[1:])])


@functools.cache
def llamafactory():
    """The package's parser and converter as they are; what they import beside them needs torch and stands in."""
    bare("llamafactory", "llamafactory.data", "llamafactory.extras")
    stand_in("peft")
    stand_in("peft.utils", SAFETENSORS_WEIGHTS_NAME="a", WEIGHTS_NAME="b")
    never = lambda: False  # noqa: E731
    stand_in("llamafactory.extras.misc", use_modelscope=never, use_openmind=never)
    from llamafactory.data import converter, parser

    return parser.get_dataset_list, converter.get_dataset_converter


@functools.cache
def axolotl():
    bare("axolotl", "axolotl.utils", "axolotl.utils.schemas", "axolotl.prompt_strategies", "axolotl.prompt_strategies.dpo")
    stand_in("axolotl.utils.logging", get_logger=logging.getLogger)
    return importlib.import_module("axolotl.prompt_strategies.dpo.chat_template").default


@functools.cache
def together():
    class FilePurpose(str, enum.Enum):
        FineTune = "fine-tune"
        Eval = "eval"

    bare("together", "together.utils")
    stand_in("together.types", FilePurpose=FilePurpose)
    return importlib.import_module("together.utils.files").check_file


@functools.cache
def openrlhf():
    """Its dataset of preferences as it is; what that inherits from and pads with needs torch and stands in."""
    sys.path.append(os.path.join(sys.prefix, "beside"))
    bare("openrlhf", "openrlhf.datasets", "openrlhf.utils")
    stand_in("openrlhf.utils.utils", zero_pad_sequences=None)
    with only_for_now("torch", "torch.utils"):
        stand_in("torch.utils.data", Dataset=object)
        return importlib.import_module("openrlhf.datasets.reward_dataset").RewardDataset


class Model:
    """A row of doccano's database, which Django would keep."""

    def __init__(self, **columns):
        self.__dict__.update(columns)


@functools.cache
def doccano():
    """Its parsers and makers as they are; the models that they make rows of need Django and a database."""
    bare("backend", "backend.data_import", "backend.data_import.pipeline")
    stand_in("examples.models", Example=Model)
    stand_in("projects.models", Project=Model, ProjectType=Model)
    stand_in("label_types.models", **dict.fromkeys(("CategoryType", "LabelType", "RelationType", "SpanType"), Model))
    stand_in("labels.models", **dict.fromkeys(("Category", "Label", "Relation", "Span", "TextLabel"), Model))
    stand_in("pyexcel")
    stand_in("pyexcel.exceptions")
    stand_in("seqeval.scheme", **dict.fromkeys(("BILOU", "IOB2", "IOBES", "IOE2", "Tokens")))
    names = ("data", "label", "labels", "makers", "parsers", "readers")
    return types.SimpleNamespace(**{own: importlib.import_module(f"backend.data_import.pipeline.{own}") for own in names})


@functools.cache
def label_studio():
    bare("label_studio_sdk", "label_studio_sdk._legacy")
    stand_in("jsf", JSF=None)
    return importlib.import_module("label_studio_sdk.label_interface").LabelInterface


def nulls(value):
    if value is None:
        return True
    if isinstance(value, dict):
        return any(nulls(inner) for inner in value.values())
    return isinstance(value, list) and any(nulls(inner) for inner in value)


def as_parquet(path, folder):
    """The rows of a file as pyarrow writes them, packed in every way that it knows, in both versions of pages."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    table = pyarrow.Table.from_pylist(rows)
    made = []
    for packed in ("none", "snappy", "gzip", "brotli", "zstd"):
        for version in ("1.0", "2.0"):
            own = os.path.join(folder, f"{packed}-{version}.parquet")
            pyarrow.parquet.write_table(
                table, own, compression=packed, data_page_version=version, row_group_size=2,
                use_dictionary=packed != "gzip", write_page_index=version == "2.0"
            )
            made.append(own)
    return made


def by_trl(rows, kind):
    """What the trainers do with a row before they tokenize it."""
    made = tokenizer()
    seen = 0
    for row in rows:
        own = dict(row)
        if kind == "stepwise":
            assert all(isinstance(label, bool) for label in own["labels"])
            list(zip(own["completions"], own["labels"], strict=True))
        elif kind == "standard":
            assert not trl.is_conversational(own)
        else:
            margin = own.pop("margin", None)
            assert margin is None or isinstance(margin, float)
            assert trl.is_conversational(own)
            if kind == "implicit":
                own = trl.maybe_extract_prompt(own)
                assert own["prompt"] and own["chosen"] and own["rejected"]
            told = trl.apply_chat_template(own, made)
            assert all(text for text in told.values() if isinstance(text, str))
            if "chosen" in told:
                assert told["chosen"] != told["rejected"]
        seen += 1
    return seen


def by_llamafactory(rows, folder, name):
    dataset_list, converter_of = llamafactory()
    (attributes,) = dataset_list([name], folder)
    convert = converter_of(attributes.formatting, attributes, types.SimpleNamespace(media_dir=""))
    seen = 0
    for row in rows:
        out = convert(row)
        # A row that the converter finds abnormal comes out empty.
        assert out["_prompt"] and out["_response"], row
        assert out["_prompt"][-1]["role"] in ("user", "observation")
        two = attributes.ranking or attributes.kto_tag
        assert len(out["_response"]) == (2 if two else 1)
        seen += 1
    return seen


def by_axolotl(rows, configuration):
    """The strategy that the stanza names, with the fields that it names."""
    (dataset,) = yaml.safe_load(configuration)["datasets"]
    assert dataset["type"] == "chat_template.default"
    transform, _ = axolotl()({"datasets": [dataset], "chat_template": "chatml"})
    seen = 0
    for row in rows:
        out = transform(dict(row), tokenizer=tokenizer())
        assert out["prompt"] and out["chosen"] and out["rejected"]
        assert out["chosen"] != out["rejected"]
        seen += 1
    return seen


def by_together(path):
    report = together()(path)
    assert report["is_check_passed"], report
    return report["num_samples"]


def by_openrlhf(rows):
    """As a reward model takes them: --data.apply_chat_template, prompt_key prompt."""
    data = types.SimpleNamespace(
        prompt_key="prompt", chosen_key="chosen", rejected_key="rejected", apply_chat_template=True
    )
    strategy = types.SimpleNamespace(args=types.SimpleNamespace(data=data))
    made = openrlhf()(rows, tokenizer(), 4096, strategy, num_processors=None)
    whole = [tokenizer().apply_chat_template(row["prompt"] + row["chosen"], tokenize=False) for row in rows]
    for prompt, chosen, rejected, margin, text in zip(
        made.prompts, made.chosens, made.rejects, made.extras, whole, strict=True
    ):
        # It cuts the answer off behind as many characters as the prompt has.
        assert prompt + chosen == text, "the answer does not follow its prompt"
        assert prompt and chosen and rejected and chosen != rejected
        assert margin > 0
    return len(made)


def by_doccano(path, kind):
    """Every example and every label of it, none left out on the way into a project of that kind, as its page offers."""
    own = doccano()
    label, labels = {
        "spans": (own.label.SpanLabel, own.labels.Spans),
        "classes": (own.label.CategoryLabel, own.labels.Categories),
        "text": (own.label.TextLabel, own.labels.Texts),
    }[kind]
    project = Model(allow_overlapping=False, single_class_classification=False)
    reader = own.readers.Reader([own.readers.FileName(path, "own", "own")], own.parsers.JSONLParser(encoding="utf_8"))
    (records,) = reader.batch(1_000_000)
    examples = own.makers.ExampleMaker(project, own.data.TextData, exclude_columns=["label"])
    made = examples.make(records)
    maker = own.makers.LabelMaker("label", label)
    kept = labels(maker.make(records), None)
    kept.clean(project)
    assert not reader.errors and not examples.errors and not maker.errors
    assert len(kept) == sum(len(row) for row in records["label"]), "labels are left out"
    if kind == "spans":
        texts = {example.uuid: example.text for example in made}
        assert all(span.end_offset <= len(texts[span.example_uuid]) for span in kept.labels)
    return len(made)


def by_label_studio(path, configuration):
    """Every task and all that is said of it, under the configuration of a project that asks the same."""
    interface = label_studio()(configuration)
    interface.validate()
    with open(path, encoding="utf-8") as file:
        tasks = json.load(file)
    for task in tasks:
        assert interface.validate_task({"data": task["data"]}), "a field is missing"
        for annotation in task["annotations"]:
            faults = interface.validate_prediction(annotation, return_errors=True)
            assert not faults, faults
    return len(tasks)


def as_cell(value):
    """What a spreadsheet would run as a formula has an apostrophe before it."""
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def by_tables(path, tables, cache):
    """How many rows each table has, all of them the rows of the file at path."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    seen = {}
    for kind, own in tables.items():
        loaded = load_dataset(kind, data_files=own, split="train", cache_dir=cache)
        if kind == "parquet":
            assert [dict(row) for row in loaded] == rows, "load_dataset reads other rows"
            assert pyarrow.parquet.read_table(own).to_pylist() == rows, "pyarrow reads other rows"
            assert len(pandas.read_parquet(own)) == len(rows)
        else:
            with open(own, encoding="utf-8-sig", newline="") as file:
                cells = list(csv.DictReader(file))
            assert cells == [{name: as_cell(value) for name, value in row.items()} for row in rows]
        seen[kind] = len(loaded)
    return seen


def by_conllu(path):
    """Texts of a file of tokens and tags, as a parser of CoNLL cuts them."""
    with open(path, encoding="utf-8") as file:
        texts = conllu.parse(file.read(), fields=["form", "tag"])
    for text in texts:
        assert all(token["form"] and token["tag"] for token in text)
        assert all(token["tag"] == "O" or token["tag"][:2] in ("B-", "I-") for token in text)
    return len(texts)


def one(entry):
    if entry.get("conllu"):
        return {"conllu": by_conllu(entry["path"])}
    rows = load_dataset("json", data_files=entry["path"], split="train", cache_dir=entry["cache"])
    found = {"columns": rows.column_names, "rows": len(rows), "nulls": sum(nulls(dict(row)) for row in rows)}
    if entry.get("tables"):
        found["tables"] = by_tables(entry["path"], entry["tables"], entry["cache"])
    if entry.get("pack"):
        found["packed"] = as_parquet(entry["path"], entry["pack"])
    if entry.get("trl"):
        found["trl"] = by_trl(rows, entry["trl"])
    if entry.get("llamafactory"):
        found["llamafactory"] = by_llamafactory(rows, os.path.dirname(entry["path"]), entry["llamafactory"])
    if entry.get("axolotl"):
        found["axolotl"] = by_axolotl(rows, entry["axolotl"])
    if entry.get("together"):
        found["together"] = by_together(entry["path"])
    if entry.get("openrlhf"):
        found["openrlhf"] = by_openrlhf(rows)
    if entry.get("doccano"):
        found["doccano"] = by_doccano(entry["path"], entry["doccano"])
    if entry.get("label_studio"):
        found["label_studio"] = by_label_studio(entry["path"], entry["label_studio"])
    if entry.get("unpair"):
        found["unpaired"] = len(trl.unpair_preference_dataset(rows))
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        entries = json.load(file)
    said = {}
    for entry in entries:
        try:
            said[entry["name"]] = one(entry)
        except Exception as error:  # each file tells what its loader said
            said[entry["name"]] = {"error": f"{type(error).__name__}: {error}"[:600]}
    print("\n" + json.dumps(said))


main()
