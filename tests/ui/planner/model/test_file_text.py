"""A file is decoded as it was written, and what is no text is told by its kind."""

import pytest

from explorer.planner import GALLERY, gallery_text
from explorer.text import catalogue
from explorer.ui.planner.model.file_text import KINDS, NoText, text_of

MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\x00\x00", "utf-8": b"\xef\xbb\xbf"}
UNUSUAL = "层 (type) ═══════════ ┃ Größe 畫像 ▔ 日本語のモデルです"


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize(
    "text", [gallery_text("vgg16"), gallery_text("resnet18"), UNUSUAL], ids=["keras", "torch", "signs"]
)
def test_a_marked_text_reads_as_it_was_written(text, encoding):
    assert text_of(MARKS[encoding] + text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("key", GALLERY)
def test_a_text_without_a_mark_reads_as_it_was_written(key, encoding):
    assert text_of(gallery_text(key).encode(encoding)) == gallery_text(key)


def test_plain_letters_that_another_program_appended_do_not_become_chinese_signs():
    printed = gallery_text("small_cnn")
    mixed = b"\xff\xfe" + "PS> python model.py\r\n".encode("utf-16-le") + b"conv1,Conv2d,1000\nfc,Linear,2050\n"
    assert "conv1,Conv2d,1000" in text_of(mixed) and "fc,Linear,2050" in text_of(mixed)
    assert text_of(b"\xff\xfe" + printed.encode("utf-16-le") + b"\n").startswith(printed)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"GIF89a\x01\x00", "picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "picture"),
        (b"\x00\x00\x00\x18ftypheic", "picture"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89HDF\r\n\x1a\n", "weights"),
        (b"GGUF\x03\x00\x00\x00", "weights"),
        (b"\x80\x02}q\x00.", "weights"),
        (b'\x90\x1f\x00\x00\x00\x00\x00\x00{"a":1', "weights"),
        (b"PK\x03\x04\x14\x00", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"\x00\x01\x02\x03\x00", "unknown"),
        (b"abc\xff\xfe\xfd", "unknown"),
        (bytes(range(256)) * 4, "unknown"),
    ],
)
def test_what_is_no_text_is_told_by_its_kind(content, kind):
    with pytest.raises(NoText) as told:
        text_of(content)
    assert told.value.kind == kind


def test_every_kind_has_its_sentence():
    assert {f"file.none.{kind}" for kind in ("unknown", *(kind.key for kind in KINDS))} <= set(
        catalogue("fine_tuning_planner")
    )
