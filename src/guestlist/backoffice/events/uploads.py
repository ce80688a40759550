"""Files that are checked first and imported then: the page of the check carries the file to the import."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminImageFieldWidget

from guestlist.limits import UPLOAD_BYTES_MAX

# What a page carries along at most; a larger file is chosen again.
KEPT_BYTES_MAX: Final = UPLOAD_BYTES_MAX // 2


class UploadForm(forms.Form):
    """A file, chosen anew or kept since it was checked; its bytes are `cleaned_data["data"]`."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, widget=UnfoldAdminImageFieldWidget)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        upload = given.get("file")
        if upload:
            given["data"] = upload.read()
        elif given.get("kept"):
            given["data"] = _unpacked(given["kept"])
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        return given


def kept(data: bytes) -> str:
    """Give a file as the text of a hidden field; "": it is too large for that."""
    packed = b64encode(zlib.compress(data)).decode("ascii")
    return packed if len(packed) <= KEPT_BYTES_MAX else ""


def _unpacked(text: str) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(b64decode(text, validate=True), UPLOAD_BYTES_MAX)
    except (Base64Error, ValueError, zlib.error):
        raise ValidationError(_("The file was lost on the way. Choose it again.")) from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValidationError(_("The file was lost on the way. Choose it again."))
    return data
