"""Name customs of many scripts for the synthetic people; data only, no person is meant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One part of a name in its own script and in Latin letters."""

    native: str
    latin: str


@dataclass(frozen=True, slots=True)
class Custom:
    """How people of one place are named; `single` people have a given name only."""

    script: str
    country: str
    country3: str
    dial: str
    city: str
    street: str
    women: tuple[Name, ...]
    men: tuple[Name, ...]
    families: tuple[Name, ...]
    family_first: bool = False
    joiner: str = " "
    single: bool = False


def _names(text: str) -> tuple[Name, ...]:
    """Read 'native=latin' items parted by '|'; an item without '=' is Latin already."""
    pairs = (item.strip().partition("=") for item in text.split("|"))
    return tuple(Name(native, latin or native) for native, _, latin in pairs)


CUSTOMS: tuple[Custom, ...] = (
    Custom(
        "Latin",
        "SE",
        "SWE",
        "+4670",
        "Göteborg",
        "Vasagatan",
        _names("Åsa=Asa|Märta=Marta|Elin|Sigrún=Sigrun|Frøya=Froya|Ebba|Linnéa=Linnea"),
        _names("Björn=Bjorn|Åke=Ake|Øystein=Oystein|Nils|Sören=Soren|Gösta=Gosta"),
        _names(
            "Lindqvist|Ångström=Angstrom|Sjöberg=Sjoberg|Þórsdóttir=Thorsdottir|Kjærgård=Kjaergard|Öberg=Oberg"
        ),
    ),
    Custom(
        "Latin with marks",
        "CZ",
        "CZE",
        "+42060",
        "České Budějovice",
        "Dlouhá",
        _names("Žofie=Zofie|Růžena=Ruzena|Łucja=Lucja|Ağça=Agca|Țeona=Teona|Đurđa=Durda"),
        _names("Jiří=Jiri|Ondřej=Ondrej|Łukasz=Lukasz|Şükrü=Sukru|Željko=Zeljko|Márton=Marton"),
        _names(
            "Dvořáková=Dvorakova|Świętochowska=Swietochowska|Yıldırım=Yildirim|Țurcanu=Turcanu|Hőgye=Hogye"
        ),
    ),
    Custom(
        "Latin with apostrophe",
        "IE",
        "IRL",
        "+35387",
        "Sligo",
        "O'Connell Street",
        _names("Aoife|Síle=Sile|Niamh|Gráinne=Grainne|Noa-Léonie=Noa-Leonie"),
        _names("Oisín=Oisin|Ruairí=Ruairi|Cormac|D'Arcy|Jean-Noël=Jean-Noel"),
        _names("O'Shea|O'Dálaigh=O'Dalaigh|D'Angelo|N'Diaye|M'Bala|Mac Giolla Phádraig=Mac Giolla Phadraig"),
    ),
    Custom(
        "Latin, long",
        "PT",
        "PRT",
        "+35191",
        "Vila Nova de Gaia",
        "Rua da Conceição",
        _names("Maria do Céu Antónia=Maria do Ceu Antonia|Ana Carolina Filipa|Inês de Fátima=Ines de Fatima"),
        _names(
            "João Bernardo Sebastião=Joao Bernardo Sebastiao|José Wolfgang Maximiliano=Jose Wolfgang Maximiliano"
        ),
        _names(
            "Vasconcelos e Albuquerque de Noronha Carneiro|"
            "Figueiredo da Conceição Montenegro Sottomayor=Figueiredo da Conceicao Montenegro Sottomayor|"
            "Wolfeschlegelstein-Hausenberger-Dorffmeister"
        ),
    ),
    Custom(
        "Latin, single name",
        "ID",
        "IDN",
        "+62812",
        "Yogyakarta",
        "Jalan Malioboro",
        _names("Sulastri|Wahyuni|Kartini|Pertiwi|Ngatinem|Suharti"),
        _names("Harjono|Wibowo|Sutrisno|Budiono|Mulyono|Jumadi"),
        _names("-"),
        single=True,
    ),
    Custom(
        "Latin, Vietnamese",
        "VN",
        "VNM",
        "+8490",
        "Huế",
        "Lê Lợi",
        _names("Thị Hương=Thi Huong|Ngọc Ánh=Ngoc Anh|Thuỳ Dương=Thuy Duong|Mỹ Lệ=My Le"),
        _names("Văn Đức=Van Duc|Quốc Bảo=Quoc Bao|Hữu Phước=Huu Phuoc|Minh Trí=Minh Tri"),
        _names("Nguyễn=Nguyen|Trần=Tran|Phạm=Pham|Đặng=Dang|Võ=Vo"),
        family_first=True,
    ),
    Custom(
        "Cyrillic",
        "BG",
        "BGR",
        "+35988",
        "Пловдив",
        "ул. Иван Вазов",
        _names("Цветелина=Tsvetelina|Йорданка=Yordanka|Живка=Zhivka|Щеряна=Shteryana|Юлия=Yuliya"),
        _names("Любомир=Lyubomir|Живко=Zhivko|Ясен=Yasen|Чавдар=Chavdar|Цветан=Tsvetan"),
        _names("Желязкова=Zhelyazkova|Стоянов=Stoyanov|Щерев=Shterev|Юруков=Yurukov|Цанкова=Tsankova"),
    ),
    Custom(
        "Cyrillic, Ukrainian",
        "UA",
        "UKR",
        "+38067",
        "Львів",
        "вул. Їжакевича",
        _names("Соломія=Solomiia|Їванна=Yivanna|Ґанна=Ganna|Мар'яна=Mar'iana|Євгенія=Yevheniia"),
        _names("Ярослав=Yaroslav|Ігор=Ihor|Єлисей=Yelysei|Лук'ян=Luk'ian|Богдан=Bohdan"),
        _names("Ґудзь=Gudz|Шевчишин=Shevchyshyn|Їжак=Yizhak|Пам'ятко=Pam'iatko|Щур=Shchur"),
    ),
    Custom(
        "Cyrillic, Kazakh",
        "KZ",
        "KAZ",
        "+7701",
        "Алматы",
        "Абай даңғылы",
        _names("Әйгерім=Aigerim|Гүлназ=Gulnaz|Қарлығаш=Qarlygash|Меруерт=Meruert"),
        _names("Нұрсұлтан=Nursultan|Ерғали=Yergali|Қайрат=Qairat|Өмірбек=Omirbek"),
        _names("Жұмабаева=Zhumabayeva|Әлімқұлов=Alimqulov|Төлегенов=Tolegenov|Сейтқали=Seitqali"),
    ),
    Custom(
        "Greek",
        "GR",
        "GRC",
        "+3069",
        "Θεσσαλονίκη",
        "Οδός Αριστοτέλους",
        _names("Ευφροσύνη=Effrosyni|Χρυσάνθη=Chrysanthi|Ουρανία=Ourania|Ιφιγένεια=Ifigeneia"),
        _names("Θεόφιλος=Theofilos|Χαράλαμπος=Charalampos|Ηρακλής=Iraklis|Ξενοφών=Xenofon"),
        _names("Παπαδημητροπούλου=Papadimitropoulou|Χατζής=Chatzis|Ψαρράς=Psarras|Ξανθόπουλος=Xanthopoulos"),
    ),
    Custom(
        "Arabic",
        "JO",
        "JOR",
        "+96279",
        "عمّان",
        "شارع الرينبو",
        _names("فاطمة الزهراء=Fatima Al-Zahra|ليلى=Layla|نُور=Nour|رُقيّة=Ruqayya"),
        _names("عبد الرحمن=Abd Al-Rahman|يوسف=Yousef|طارق=Tariq|محمّد أمين=Mohammad Amin"),
        _names("الخطيب=Al-Khatib|أبو الهيجاء=Abu Al-Haija|المصري=Al-Masri|بن ثابت=Bin Thabit"),
    ),
    Custom(
        "Hebrew",
        "IL",
        "ISR",
        "+97252",
        "חיפה",
        "שדרות בן־גוריון",
        _names("שׁירה=Shira|נועה=Noa|תמר=Tamar|יעל=Yael"),
        _names("אביתר=Evyatar|יהונתן=Yehonatan|גיל=Gil|עומר=Omer"),
        _names("בן־חיים=Ben-Haim|לוי=Levi|פרידמן=Fridman|צ'רניחובסקי=Tchernichovsky"),
    ),
    Custom(
        "Japanese",
        "JP",
        "JPN",
        "+8190",
        "京都市",
        "四条通",
        _names("さくら=Sakura|美咲=Misaki|陽菜=Hina|千鶴子=Chizuko"),
        _names("健太郎=Kentaro|翔=Sho|大輔=Daisuke|ジョージ=Joji"),
        _names("髙橋=Takahashi|渡邊=Watanabe|佐々木=Sasaki|小鳥遊=Takanashi"),
        family_first=True,
    ),
    Custom(
        "Chinese",
        "TW",
        "TWN",
        "+88691",
        "高雄市",
        "中山路",
        _names("雅婷=Ya-Ting|怡君=Yi-Chun|𡍼花=Tu-Hua|淑芬=Shu-Fen"),
        _names("志明=Chih-Ming|家豪=Chia-Hao|冠宇=Kuan-Yu|俊傑=Chun-Chieh"),
        _names("陳=Chen|歐陽=Ou-Yang|龔=Kung|張簡=Chang-Chien"),
        family_first=True,
        joiner="",
    ),
    Custom(
        "Hangul",
        "KR",
        "KOR",
        "+8210",
        "부산광역시",
        "해운대로",
        _names("지우=Ji-Woo|서연=Seo-Yeon|하은=Ha-Eun|별=Byeol"),
        _names("민준=Min-Jun|도윤=Do-Yun|성훈=Seong-Hun|솔=Sol"),
        _names("김=Kim|남궁=Namgung|황보=Hwangbo|박=Park"),
        family_first=True,
        joiner="",
    ),
    Custom(
        "Devanagari",
        "IN",
        "IND",
        "+9198",
        "वाराणसी",
        "गोदौलिया मार्ग",
        _names("लक्ष्मी=Lakshmi|श्रुति=Shruti|ऋतुजा=Rutuja|ज्योत्स्ना=Jyotsna"),
        _names("कृष्णकान्त=Krishnakant|विश्वनाथ=Vishwanath|ऋषि=Rishi|अर्जुन=Arjun"),
        _names("त्रिपाठी=Tripathi|श्रीवास्तव=Shrivastava|क्षीरसागर=Kshirsagar|चतुर्वेदी=Chaturvedi"),
    ),
    Custom(
        "Thai",
        "TH",
        "THA",
        "+6681",
        "เชียงใหม่",
        "ถนนห้วยแก้ว",
        _names("กัญญารัตน์=Kanyarat|พิมพ์ชนก=Pimchanok|ณัฐธิดา=Natthida|น้ำผึ้ง=Namphueng"),
        _names("สมชาย=Somchai|ธีรพงศ์=Theerapong|ณัฐวุฒิ=Natthawut|เกียรติศักดิ์=Kiattisak"),
        _names("ศรีสุวรรณ=Srisuwan|วงศ์ประเสริฐ=Wongprasert|จันทร์แก้ว=Chankaew|ตั้งเจริญชัยพร=Tangcharoenchaiporn"),
    ),
    Custom(
        "Georgian",
        "GE",
        "GEO",
        "+99559",
        "თბილისი",
        "რუსთაველის გამზირი",
        _names("ქეთევან=Ketevan|თინათინ=Tinatin|ნინო=Nino"),
        _names("გიორგი=Giorgi|ლევან=Levan|ვახტანგ=Vakhtang"),
        _names("ჩხეიძე=Chkheidze|მჭედლიშვილი=Mtchedlishvili|ჯაფარიძე=Japaridze"),
    ),
    Custom(
        "Armenian",
        "AM",
        "ARM",
        "+37491",
        "Երևան",
        "Աբովյան փողոց",
        _names("Անահիտ=Anahit|Շուշան=Shushan|Նարե=Nare"),
        _names("Վարդան=Vardan|Հովհաննես=Hovhannes|Արամ=Aram"),
        _names("Հակոբյան=Hakobyan|Տեր-Գրիգորյան=Ter-Grigoryan|Մկրտչյան=Mkrtchyan"),
    ),
)
