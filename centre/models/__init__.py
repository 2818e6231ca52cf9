"""Models of the site as a whole; what has a folder of its own stands there."""

from centre.accessibility import AccessibilityStatement
from centre.accounts.models import SignInCounter, SignOut
from centre.content.addressed import FormerSlug
from centre.content.bin import BinEntry
from centre.content.completeness import Completeness
from centre.content.language_wishes import LanguageWish, WishMark
from centre.content.outdated import OutdatedText
from centre.content.prepared import PreparedChange
from centre.content.preview_links import PreviewLink
from centre.content.proposals import Proposal
from centre.content.translation_links import TranslationLink
from centre.documents.prepared import PreparedDocument
from centre.documents.recordings import Recording
from centre.house.closures import HouseClosure
from centre.house.notices import SiteNotice
from centre.house.pictures import Emblem, HousePicture
from centre.importing.models import (
    FormerAddress,
    ImportedSource,
    ImportItem,
    ImportRun,
)
from centre.models.centre import Centre, Partner
from centre.models.pages import Page, PageDocument, PagePicture, PageRole
from centre.models.unsaved import KeptAnswer, UnsavedForm
from centre.people import FormPresence, StaffAction, StaffRole
from centre.pictures.library import LibraryPicture, LibraryText, PictureRights
from centre.pictures.prepared import PreparedPicture
from centre.search.models import InflectedForm, SearchDocument, SearchWord

__all__ = [
    "AccessibilityStatement",
    "BinEntry",
    "Centre",
    "Completeness",
    "Emblem",
    "FormPresence",
    "FormerAddress",
    "FormerSlug",
    "HouseClosure",
    "HousePicture",
    "ImportItem",
    "ImportRun",
    "ImportedSource",
    "InflectedForm",
    "KeptAnswer",
    "LanguageWish",
    "LibraryPicture",
    "LibraryText",
    "OutdatedText",
    "Page",
    "PageDocument",
    "PagePicture",
    "PageRole",
    "Partner",
    "PictureRights",
    "PreparedChange",
    "PreparedDocument",
    "PreparedPicture",
    "PreviewLink",
    "Proposal",
    "Recording",
    "SearchDocument",
    "SearchWord",
    "SignInCounter",
    "SignOut",
    "SiteNotice",
    "StaffAction",
    "StaffRole",
    "TranslationLink",
    "UnsavedForm",
    "WishMark",
]
