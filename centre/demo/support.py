"""Demo activities: support, among it the standing offers, and grassroots projects.

Standing offers have `hours` (weekday, opens, closes); the rest is as in `workshops`.
"""

from centre.demo.text import Text, rich
from centre.demo.workshops import READING_ROOM

SUPPORT = [
    {
        "slug": "punkt-informacyjny",
        "type": "wsparcie",
        "standing": True,
        "title": Text("Punkt informacyjny", "Information point", "Інформаційний пункт"),
        "summary": Text(
            "Dokumenty, szkoła, lekarz, mieszkanie: powiemy, od czego zacząć i dokąd "
            "pójść.",
            "Papers, school, doctor, housing: we tell you where to start and where to "
            "go.",
            "Документи, школа, лікар, житло: підкажемо, з чого почати й куди йти.",
        ),
        "body": rich(
            """
            <p>Nie trzeba się umawiać. Jeśli w kolejce są dwie osoby, czekasz około
            dwudziestu minut. Pomagamy zrozumieć pisma i wypełnić wnioski.</p>
            <h2>Co warto mieć ze sobą</h2>
            <ul>
            <li>dokument, którego dotyczy sprawa,</li>
            <li>pismo z urzędu, jeśli je masz,</li>
            <li>numer telefonu, na który możemy oddzwonić.</li>
            </ul>
            """,
            """
            <p>No appointment is needed. With two people ahead of you the wait is about
            twenty minutes. We help you to understand letters and to fill in forms.</p>
            <h2>What to bring</h2>
            <ul>
            <li>the document that it is about,</li>
            <li>the letter from the office, if you have one,</li>
            <li>a phone number that we can call back.</li>
            </ul>
            """,
            """
            <p>Записуватися не треба. Якщо перед вами двоє, чекатимете близько двадцяти
            хвилин. Допомагаємо зрозуміти листи й заповнити заяви.</p>
            <h2>Що взяти з собою</h2>
            <ul>
            <li>документ, якого стосується справа,</li>
            <li>лист з установи, якщо він є,</li>
            <li>номер телефону, на який можемо передзвонити.</li>
            </ul>
            """,
        ),
        "place": Text("recepcja", "reception", "рецепція"),
        "audiences": ["newcomers"],
        "languages": ["pl", "uk", "en"],
        "hours": [
            (0, "10:00", "18:00"),
            (1, "10:00", "19:00"),
            (2, "10:00", "18:00"),
            (3, "10:00", "18:00"),
            (4, "10:00", "15:00"),
        ],
    },
    {
        "slug": "porady-prawne",
        "type": "wsparcie",
        "standing": True,
        "title": Text(
            "Porady prawne dla cudzoziemców",
            "Legal advice for foreigners",
            "Юридичні консультації для іноземців",
        ),
        "summary": Text(
            "Prawniczka odpowie na pytania o pobyt, pracę i rodzinę. Rozmowa jest "
            "poufna.",
            "A lawyer answers your questions about residence, work and family. The "
            "talk is confidential.",
            "Юристка відповість на запитання про перебування, роботу й родину. "
            "Розмова конфіденційна.",
        ),
        "body": rich(
            """
            <p>Jedna rozmowa trwa do trzydziestu minut. Prawniczka wyjaśni, co mówią
            przepisy i jakie masz możliwości. Nie reprezentujemy w sądzie, ale powiemy,
            kto może to zrobić bezpłatnie.</p>
            """,
            """
            <p>One talk takes up to thirty minutes. The lawyer explains what the law
            says and what you can do. We don’t represent people in court, but we tell
            you who does so free of charge.</p>
            """,
            """
            <p>Одна розмова триває до тридцяти хвилин. Юристка пояснить, що каже закон і
            які у вас є можливості. У суді ми вас не представляємо, але скажемо, хто
            може зробити це безкоштовно.</p>
            """,
        ),
        "place": Text("pokój 4", "room 4", "кімната 4"),
        "audiences": ["newcomers"],
        "languages": ["pl", "en", "uk", "ru"],
        "signup_by": ["desk", "phone"],
        "signup": Text(
            "Umów się w punkcie informacyjnym albo zadzwoń: +48 12 000 00 00.",
            "Make an appointment at the information point or call +48 12 000 00 00.",
            "Домовтеся про час в інформаційному пункті або за тел. +48 12 000 00 00.",
        ),
        "hours": [(2, "10:00", "14:00"), (4, "14:00", "18:00")],
    },
    {
        "slug": "urzad-w-komputerze",
        "type": "wsparcie",
        "standing": True,
        "title": Text(
            "Urząd w komputerze",
            "Public services on a computer",
            "Державні послуги за комп’ютером",
        ),
        "summary": Text(
            "Komputer, skaner i ktoś, kto usiądzie obok. Złożysz wniosek albo założysz "
            "konto.",
            "A computer, a scanner and somebody to sit beside you. Send an application "
            "or set up an account.",
            "Комп’ютер, сканер і хтось, хто сяде поруч. Подасте заяву або створите "
            "обліковий запис.",
        ),
        "place": READING_ROOM,
        "audiences": ["everybody"],
        "languages": ["pl", "uk"],
        "access_note": Text(
            "Jedno stanowisko ma regulowany blat i dużą klawiaturę.",
            "One desk can be raised and has a large keyboard.",
            "В одного місця регульований стіл і велика клавіатура.",
        ),
        "hours": [(1, "12:00", "16:00"), (3, "12:00", "16:00")],
    },
    {
        "slug": "pierwszy-rok-w-krakowie",
        "type": "wsparcie",
        "title": Text(
            "Pierwszy rok w Krakowie: dokumenty krok po kroku",
            "Your first year in Kraków: papers step by step",
            "Перший рік у Кракові: документи крок за кроком",
        ),
        "summary": Text(
            "Numer PESEL, przychodnia, szkoła, karta pobytu. Co najpierw, co może "
            "poczekać.",
            "Personal number, health centre, school, residence card. What comes first "
            "and what can wait.",
            "Номер PESEL, поліклініка, школа, посвідка на проживання. Що спершу, а що "
            "може почекати.",
        ),
        "place": Text("duża sala", "main hall", "велика зала"),
        "audiences": ["newcomers"],
        "languages": ["en", "uk"],
        "every": (1, "17:00", "18:30"),
        "in_weeks": 1,
        "times": 2,
    },
]

GRASSROOTS = [
    {
        "slug": "spacer-w-dwoch-jezykach",
        "type": "inicjatywy-oddolne",
        "title": Text(
            "Spacer w dwóch językach: nad Wisłą",
            "A walk in two languages: along the Vistula",
            "Прогулянка двома мовами: уздовж Вісли",
        ),
        "summary": Text(
            "Idziemy parami i co kwadrans zmieniamy język. Dwie godziny, powolnym "
            "krokiem.",
            "We walk in pairs and change the language every quarter of an hour. Two "
            "hours, at a slow pace.",
            "Йдемо парами й щочверть години змінюємо мову. Дві години, неспішно.",
        ),
        "body": rich(
            """
            <p>Trasa ma cztery kilometry, jest płaska i utwardzona. Po drodze są dwa
            przystanki z ławkami. Na końcu jest ciepła herbata.</p>
            """,
            """
            <p>The route is four kilometres long, level and paved, with two stops where
            you can sit. There is hot tea at the end.</p>
            """,
            """
            <p>Маршрут — чотири кілометри, рівний, із твердим покриттям. Дорогою дві
            зупинки з лавками. Наприкінці гарячий чай.</p>
            """,
        ),
        "place": Text(
            "zbiórka przy wejściu", "meet at the entrance", "зустріч біля входу"
        ),
        "audiences": ["everybody"],
        "languages": ["en", "uk"],
        "organiser": Text("grupa sąsiedzka", "a group of neighbours", "група сусідів"),
        "every": (6, "14:00", "16:00"),
        "times": 3,
        "picture": "river",
    },
    {
        "slug": "chor-wielu-jezykow",
        "type": "inicjatywy-oddolne",
        "title": Text(
            "Chór wielu języków", "Choir of many languages", "Хор багатьох мов"
        ),
        "summary": Text(
            "Śpiewamy to, co ktoś z nas śpiewał w dzieciństwie. Nut znać nie trzeba.",
            "We sing what one of us sang as a child. You don’t need to read music.",
            "Співаємо те, що хтось із нас співав у дитинстві. Ноти знати не треба.",
        ),
        "body": rich(
            """
            <p>W każdym miesiącu uczymy się jednej piosenki. Osoba, która ją
            przyniosła, opowiada, o czym jest i kiedy się ją śpiewa.</p>
            """,
            """
            <p>Each month we learn one song. Whoever brought it tells us what it is
            about and when it is sung.</p>
            """,
            """
            <p>Щомісяця вивчаємо одну пісню. Хто її приніс, той розповідає, про що вона
            й коли її співають.</p>
            """,
        ),
        "place": Text("duża sala", "main hall", "велика зала"),
        "audiences": ["everybody"],
        "languages": ["pl", "uk", "ka", "es"],
        "organiser": Text(
            "chórzystki i chórzyści", "the singers", "хористки й хористи"
        ),
        "every": (2, "19:00", "20:30"),
        "times": 4,
        "changes": {
            1: {
                "state": "moved",
                "place": READING_ROOM,
                "note": Text(
                    "W dużej sali jest wtedy zebranie sąsiadów.",
                    "The neighbours have a meeting in the main hall then.",
                    "У великій залі тоді збори сусідів.",
                ),
            }
        },
    },
    {
        "slug": "naprawiamy-razem",
        "type": "inicjatywy-oddolne",
        "title": Text("Naprawiamy razem", "We mend it together", "Лагодимо разом"),
        "summary": Text(
            "Krzesło, lampa, rower: przynieś to, co się zepsuło. Ktoś na pewno to już "
            "kiedyś naprawiał.",
            "A chair, a lamp, a bicycle: bring what is broken. Somebody here has "
            "surely mended one before.",
            "Стілець, лампа, велосипед: приносьте те, що зламалося. Хтось таке вже "
            "напевно лагодив.",
        ),
        "place": Text("podwórze", "courtyard", "подвір’я"),
        "audiences": ["everybody"],
        "languages": ["pl", "en", "ar"],
        "access_note": Text(
            "Podwórze jest brukowane.",
            "The courtyard is cobbled.",
            "Подвір’я вимощене бруківкою.",
        ),
        "every": (5, "12:00", "15:00"),
        "times": 2,
    },
]
