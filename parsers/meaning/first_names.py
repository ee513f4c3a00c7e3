"""First names that close a mail on a line of their own; any other single word there may be a wish."""

_RUSSIAN = """
    александр александра алексей алена алина алиса алла анастасия анатолий андрей анна антон антонина
    аркадий арсений артем артур борис вадим валентин валентина валерий валерия василий вера вероника
    виктор виктория виталий владимир владислав вячеслав галина геннадий георгий герман глеб григорий дарья
    денис диана дмитрий евгений евгения екатерина елена елизавета жанна захар зинаида зоя иван игорь
    ильдар илья инна ирина карина кирилл константин кристина ксения лариса лев леонид лидия лилия любовь
    людмила майя максим маргарита марина мария марк матвей михаил надежда наталия наталья никита николай
    нина оксана олег олеся ольга павел петр полина раиса ренат рината роман руслан светлана семен сергей
    снежана софия станислав степан таисия тамара татьяна тимофей тимур ульяна федор филипп эдуард элина
    эльвира эмма юлия юрий яна ярослав аня катя лена маша миша наташа оля паша саша сережа таня юля дима
    женя ваня коля костя леша лиза люда настя света слава толя
"""
_ENGLISH = """
    adam alan albert alex alexander alice amanda amy andrea andrew andy angela ann anna anne anthony
    barbara ben benjamin betty bill bob brian bruce carl carol caroline catherine charles charlotte chris
    christian christine christopher claire daniel dave david deborah diana donald donna dorothy edward
    elizabeth emily emma eric eve frank gary george grace graham hannah harry heather helen henry ian
    isabel jack jacob james jane janet jason jean jeff jennifer jessica jim joan joe john jonathan joseph
    julia julie karen kate katherine keith kevin kim laura lauren linda lisa louise lucy luke margaret
    maria marie mark martin mary matt matthew megan melissa michael michelle mike monica nancy natalie
    nicholas nick nicole nina oliver olivia pamela patricia patrick paul peter philip rachel ralph ray
    rebecca richard rob robert roger ron rose roy ruth ryan sally sam samantha samuel sandra sara sarah
    scott sean sharon simon sophie stephanie stephen steve steven sue susan ted teresa thomas tim tom tony
    tracy victor victoria vincent walter wendy william
"""
FIRST_NAMES = frozenset(_RUSSIAN.split()) | frozenset(_ENGLISH.split())
