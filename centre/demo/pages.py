"""Demo pages: privacy, the Centre in easy words; the declaration of accessibility."""

from centre.demo.duties import MINORS, MINORS_SHORT, WHAT_WE_DO
from centre.demo.text import Text, rich

PRIVACY = {
    "slug": "prywatnosc",
    "role": "privacy",
    "is_sample": True,
    "title": Text("Prywatność", "Privacy", "Приватність"),
    "body": rich(
        """
        <p>To tekst przykładowy. Zanim strona ruszy naprawdę, wpisz tu dane operatora
        i pokaż tekst osobie, która odpowiada za ochronę danych.</p>
        <h2>Kiedy tylko czytasz</h2>
        <p>Strona nie używa plików cookie do śledzenia i nie łączy się z innymi
        serwisami. Gdy zgłaszasz delegację, zapisuje jeden plik cookie, bez którego
        formularz nie zadziała.</p>
        <h2>Kiedy zgłaszasz delegację</h2>
        <h3>Kto odpowiada za dane</h3>
        <p>Administratorem jest Fundacja Przykładowa, ul. Przykładowa 20, 30-000 Kraków,
        <a href="mailto:centrum@example.org">centrum@example.org</a>. Inspektor ochrony
        danych: <a href="mailto:iod@example.org">iod@example.org</a>.</p>
        <h3>Po co i na jakiej podstawie</h3>
        <ul>
        <li>Organizujemy wizytę, o którą prosisz: art. 6 ust. 1 lit. b RODO.</li>
        <li>Rozliczamy się z zadania publicznego: art. 6 ust. 1 lit. e RODO.</li>
        <li>Zapisujemy potrzeby, które mówią coś o zdrowiu lub wierze, tylko za wyraźną
        zgodą: art. 9 ust. 2 lit. a RODO.</li>
        <li>Zapraszamy na kolejne wizyty, jeśli się zgodzisz: art. 6 ust. 1 lit. a RODO.
        Zgodę możesz wycofać w każdej chwili. Nie wpływa to na to, co zrobiliśmy
        wcześniej.</li>
        </ul>
        <h3>Kto je zobaczy i jak długo</h3>
        <p>Dane widzi zespół Centrum i firma, która utrzymuje serwer. Nie wysyłamy ich
        poza Europejski Obszar Gospodarczy. Potrzeby (dietę, dostępność, tłumaczenie)
        usuwamy 14 dni po wizycie, pozostałe dane najpóźniej 12 miesięcy po niej, bo tak
        długo rozliczamy się z zadania. Zostają tylko liczby, bez nazwisk.</p>
        <h3>Twoje prawa</h3>
        <p>Możesz zobaczyć swoje dane, poprawić je, usunąć, ograniczyć ich użycie,
        przenieść je lub wnieść sprzeciw. Możesz złożyć skargę do Prezesa Urzędu Ochrony
        Danych Osobowych, ul. Moniuszki 1A, 00-014 Warszawa.</p>
        <h3>Czy trzeba je podać</h3>
        <p>Nie, ale bez nich nie zarezerwujemy miejsc. Nie podejmujemy decyzji
        automatycznie i nikogo nie profilujemy.</p>
        """,
        """
        <p>This is an example text. Before the site goes live, put in the operator’s
        details and show the text to the person in charge of data protection.</p>
        <h2>When you only read</h2>
        <p>The site sets no tracking cookies and contacts no other service. When you
        register a delegation it stores one cookie that the form can’t work without.</p>
        <h2>When you register a delegation</h2>
        <h3>Who is responsible</h3>
        <p>The controller is Fundacja Przykładowa, ul. Przykładowa 20, 30-000 Kraków,
        <a href="mailto:centrum@example.org">centrum@example.org</a>. Data protection
        officer: <a href="mailto:iod@example.org">iod@example.org</a>.</p>
        <h3>What for, and on what legal basis</h3>
        <ul>
        <li>We organise the visit that you ask for: Article 6(1)(b) GDPR.</li>
        <li>We account for a public task: Article 6(1)(e) GDPR.</li>
        <li>We write down needs that say something about health or belief only with
        explicit consent: Article 9(2)(a) GDPR.</li>
        <li>We invite you to later visits if you agree: Article 6(1)(a) GDPR. You can
        withdraw your consent at any time; it doesn’t affect what was done before.</li>
        </ul>
        <h3>Who sees the data, and for how long</h3>
        <p>The Centre’s team and the company that runs the server. The data don’t leave
        the European Economic Area. Needs (diet, access, interpreting) are deleted 14
        days after the visit, everything else no later than 12 months after it: that is
        how long we report on the task. Only numbers remain, without names.</p>
        <h3>Your rights</h3>
        <p>You can see your data, correct them, have them deleted, restrict their use,
        take them elsewhere or object. You can complain to the President of the Personal
        Data Protection Office, ul. Moniuszki 1A, 00-014 Warszawa, Poland.</p>
        <h3>Do you have to give them</h3>
        <p>No, but without them we can’t keep places for you. No decision is made
        automatically and nobody is profiled.</p>
        """,
        """
        <p>Це зразок тексту. Перш ніж сайт запрацює насправді, впишіть тут дані
        оператора й покажіть текст людині, яка відповідає за захист даних.</p>
        <h2>Коли ви лише читаєте</h2>
        <p>Сайт не ставить файлів cookie для стеження і не звертається до інших
        сервісів. Коли ви реєструєте делегацію, він зберігає один файл cookie, без якого
        форма не працює.</p>
        <h2>Коли ви реєструєте делегацію</h2>
        <h3>Хто відповідає за дані</h3>
        <p>Адміністратор — Fundacja Przykładowa, ul. Przykładowa 20, 30-000 Kraków,
        <a href="mailto:centrum@example.org">centrum@example.org</a>. Інспектор із
        захисту даних: <a href="mailto:iod@example.org">iod@example.org</a>.</p>
        <h3>Навіщо і на якій підставі</h3>
        <ul>
        <li>Організовуємо візит, про який ви просите: ст. 6(1)(b) GDPR.</li>
        <li>Звітуємо про публічне завдання: ст. 6(1)(e) GDPR.</li>
        <li>Записуємо потреби, які говорять щось про здоров’я чи віру, лише за виразною
        згодою: ст. 9(2)(a) GDPR.</li>
        <li>Запрошуємо на наступні візити, якщо ви згодні: ст. 6(1)(a) GDPR. Згоду можна
        відкликати будь-коли. На те, що зроблено раніше, це не вплине.</li>
        </ul>
        <h3>Хто їх побачить і як довго</h3>
        <p>Команда Центру й компанія, яка обслуговує сервер. Дані не залишають
        Європейської економічної зони. Потреби (дієту, доступність, переклад) видаляємо
        через 14 днів після візиту, решту — щонайпізніше через 12 місяців, бо стільки
        часу звітуємо про завдання. Лишаються тільки числа, без імен.</p>
        <h3>Ваші права</h3>
        <p>Ви можете переглянути свої дані, виправити, видалити, обмежити їх
        використання, перенести їх або заперечити проти обробки.
        Можна поскаржитися голові Управління захисту персональних даних:
        ul. Moniuszki 1A, 00-014 Warszawa.</p>
        <h3>Чи треба їх надавати</h3>
        <p>Ні, але без них ми не забронюємо місць. Ми не приймаємо рішень автоматично й
        нікого не профілюємо.</p>
        """,
    ),
}

STATEMENT = {
    "is_public": True,
    "is_sample": True,
    "body": "Centrum Wielokulturowe w Krakowie (strona pokazowa)",
    "status": "partial",
    "contact": "Przykładowa Osoba",
    "email": "centrum@example.org",
    "phone": "+48 12 000 00 00",
    "not_accessible": rich(
        """
        <p>To przykład. Nikt niezależny strony jeszcze nie zbadał. Stronę budujemy
        według WCAG 2.2 na poziomie AA i przy każdej zmianie sprawdza ją program.</p>
        <h3>Niezgodność z załącznikiem do ustawy</h3>
        <ul><li>Nie ma jeszcze nagrania w polskim języku migowym. W zamian proponujemy
        spotkanie z tłumaczem.</li></ul>
        """,
        """
        <p>This is an example. Nobody independent has assessed the site yet. It is built
        to WCAG 2.2, level AA, and a program checks it after every change.</p>
        <h3>Non-compliance with the annex to the act</h3>
        <ul><li>There is no recording in Polish Sign Language yet. A meeting with an
        interpreter can be arranged instead.</li></ul>
        """,
        """
        <p>Це приклад. Незалежної перевірки сайту ще не було. Ми створюємо його за WCAG
        2.2, рівень AA, і після кожної зміни його перевіряє програма.</p>
        <h3>Невідповідність додатку до закону</h3>
        <ul><li>Ще немає запису польською жестовою мовою. Натомість пропонуємо зустріч
        із перекладачем.</li></ul>
        """,
    ),
    "features": rich(
        """
        <p>Można korzystać ze standardowych skrótów klawiaturowych przeglądarki. Strona
        ma jasne i ciemne kolory, zgodnie z ustawieniem urządzenia.</p>
        """,
        """
        <p>The browser’s standard keyboard shortcuts can be used. The site has light and
        dark colours, as the device is set.</p>
        """,
        """
        <p>Можна користуватися стандартними сполученнями клавіш браузера. Сайт має
        світлі й темні кольори, відповідно до налаштувань пристрою.</p>
        """,
    ),
    "building": rich(
        """
        <p>Wejście od podwórza, bez progu. Winda na pierwsze piętro. Toaleta dla osób na
        wózkach. Pętla indukcyjna w dużej sali. Można wejść z psem asystującym. To opis
        przykładowy.</p>
        """,
        """
        <p>The entrance is in the courtyard and has no threshold. A lift goes to the
        first floor. There are a toilet for wheelchair users and an induction loop in
        the main hall. Assistance dogs are welcome. This description is an example.</p>
        """,
        """
        <p>Вхід із подвір’я, без порога. Ліфт на другий поверх. Є туалет для людей на
        візках та індукційна петля у великій залі. Можна з собакою-помічником. Це опис
        для прикладу.</p>
        """,
    ),
    "communication": rich(
        """
        <p>Tłumaczenie na polski język migowy zapewnimy po zgłoszeniu 3 dni robocze
        wcześniej. Tłumacza online jeszcze nie mamy. Mamy
        <a href="/pl/tekst-latwy-do-czytania/">tekst łatwy do czytania</a>.</p>
        """,
        """
        <p>We arrange Polish Sign Language interpretation if you tell us 3 working days
        before. There is no online interpreter yet. There is
        <a href="/en/the-centre-in-easy-words/">an easy-to-read text</a>.</p>
        """,
        """
        <p>Переклад польською жестовою мовою забезпечимо, якщо повідомите за 3 робочі
        дні. Онлайн-перекладача ще немає. Є
        <a href="/uk/tsentr-prostymy-slovamy/">текст, який легко читати</a>.</p>
        """,
    ),
}

EASY_TO_READ = {
    "slug": "tekst-latwy-do-czytania",
    "role": "easy",
    "is_sample": True,
    "title": Text(
        "Centrum w prostych słowach",
        "The Centre in easy words",
        "Центр простими словами",
    ),
    "body": rich(
        """
        <p>To jest strona Centrum Wielokulturowego.</p>
        <p>To jest przykład strony. E-mail i telefon są wymyślone.</p>
        <p>Centrum to dom w Krakowie.</p>
        <p>Do Centrum może przyjść każdy.</p>
        <h2>Co możesz tu robić</h2>
        <ul>
        <li>Możesz uczyć się języka.</li>
        <li>Możesz poznać innych ludzi.</li>
        <li>Możesz zapytać o ważne sprawy. Na przykład o dokumenty, pracę lub
        lekarza.</li>
        <li>Możesz mieć własny pomysł. My pomożemy.</li>
        </ul>
        <h2>Ile to kosztuje</h2>
        <p>Nic nie płacisz.</p>
        <h2>Jak wejść</h2>
        <p>Wejście jest od podwórza.</p>
        <p>Nie ma schodów. Jest winda.</p>
        <p>Możesz przyjść z kimś, kto Ci pomaga.</p>
        <h2>Jak do nas napisać</h2>
        <p>E-mail: <a href="mailto:centrum@example.org">centrum@example.org</a></p>
        <p>Telefon: +48 12 000 00 00</p>
        """,
        """
        <p>This is the website of the Multicultural Centre.</p>
        <p>This is an example of a website. The e-mail and the phone are made up.</p>
        <p>The Centre is a house in Kraków.</p>
        <p>Everybody can come to the Centre.</p>
        <h2>What you can do here</h2>
        <ul>
        <li>You can learn a language.</li>
        <li>You can meet other people.</li>
        <li>You can ask about important things. For example about papers, work or a
        doctor.</li>
        <li>You can have an idea of your own. We will help.</li>
        </ul>
        <h2>What it costs</h2>
        <p>You pay nothing.</p>
        <h2>How to get in</h2>
        <p>The entrance is in the courtyard.</p>
        <p>There are no stairs. There is a lift.</p>
        <p>You can come with a person who helps you.</p>
        <h2>How to reach us</h2>
        <p>E-mail: <a href="mailto:centrum@example.org">centrum@example.org</a></p>
        <p>Phone: +48 12 000 00 00</p>
        """,
        """
        <p>Це сайт Мультикультурного центру.</p>
        <p>Це приклад сайту. Пошта й телефон вигадані.</p>
        <p>Центр — це дім у Кракові.</p>
        <p>До Центру може прийти кожен.</p>
        <h2>Що тут можна робити</h2>
        <ul>
        <li>Можна вчити мову.</li>
        <li>Можна познайомитися з іншими людьми.</li>
        <li>Можна запитати про важливі справи. Наприклад, про документи, роботу чи
        лікаря.</li>
        <li>Можна мати свою ідею. Ми допоможемо.</li>
        </ul>
        <h2>Скільки це коштує</h2>
        <p>Ви нічого не платите.</p>
        <h2>Як увійти</h2>
        <p>Вхід із подвір’я.</p>
        <p>Сходів немає. Є ліфт.</p>
        <p>Можна прийти з людиною, яка вам допомагає.</p>
        <h2>Як нам написати</h2>
        <p>Пошта: <a href="mailto:centrum@example.org">centrum@example.org</a></p>
        <p>Телефон: +48 12 000 00 00</p>
        """,
    ),
}

PAGES = [PRIVACY, WHAT_WE_DO, EASY_TO_READ, MINORS, MINORS_SHORT]
