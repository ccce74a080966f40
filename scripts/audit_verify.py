#!/usr/bin/env python3
"""Prove an audit log of LocalCounsel without LocalCounsel: one file, Python 3.8 or later, nothing to install.

    python3 audit_verify.py LOG.jsonl
    python3 audit_verify.py LOG.jsonl --anchor "twelve words written down on some day"
    python3 audit_verify.py LOG.jsonl --anchors FILE.jsonl

LOG.jsonl is the file `audit.jsonl` of a matter, or what `localcounsel audit export` wrote. Every line is one event:

    {"sequence":N,"time":T,"what":W,"details":D,"previous":P,"digest":G}

G is the SHA-256, in hexadecimal, of the bytes ["P",N,T,W,D] with N, T, W and D exactly as they stand in the line; P is
the G of the line before, and 64 zeros in the first. So nobody can change, insert, remove or exchange a line without
making every digest after it anew. Who makes all of them anew, or cuts the end off, is found by an anchor: the digest of
some line, noted elsewhere when that line was the last. Twelve words of the list below stand for its first 128 bits, 11
bits a word; the last four bits of the 132 are a check sum (the first four bits of the SHA-256 of those 16 bytes). In a
file of anchors each line is {"matter","sequence","digest","time","words"}.

It ends with 0 when the whole log holds and reaches every anchor given, with 1 when it does not, with 2 when it was
called wrongly. Without an anchor it can only say that no line within the log was changed.
"""

# ruff: noqa: UP031, PTH123 - percent formats are the only ones that bytes have; nothing but open() is needed of files
import argparse
import hashlib
import json
import re
import sys

STRING = rb'"(?:[^"\\]|\\.)*"'
LINE = re.compile(
    rb'\{"sequence":([0-9]{1,18}),"time":(' + STRING + rb'),"what":(' + STRING + rb'),"details":(\[[ -~]*\]),'
    rb'"previous":"([0-9a-f]{64})","digest":"([0-9a-f]{64})"\}'
)


def follow(content):
    """The digests of the lines that hold, what is wrong with the next one, and the bytes after the last whole line."""
    *lines, torn = content.split(b"\n")
    digests, previous = [], b"0" * 64
    for number, line in enumerate(lines, start=1):
        found = LINE.fullmatch(line)
        if found is None:
            return digests, "it is not written as an audit event is", torn
        sequence, time, what, details, before, digest = found.groups()
        if sequence != b"%d" % number:
            return digests, "it says that it is number %d" % int(sequence), torn
        if before != previous:
            return digests, "it does not follow from the line before it", torn
        made = hashlib.sha256(b'["%b",%b,%b,%b,%b]' % (before, sequence, time, what, details)).hexdigest().encode()
        if made != digest:
            return digests, "its content is not what its digest was made of", torn
        previous = digest
        digests.append(digest.decode())
    return digests, "", torn


def words(digest):
    """The twelve words of a digest."""
    head = bytes.fromhex(digest)[:16]
    number = int.from_bytes(head, "big") << 4 | check(head)
    return " ".join(WORDS[number >> 11 * place & 2047] for place in reversed(range(12)))


def beginning(said):
    """The first 32 hexadecimal digits that twelve words, or a digest, stand for. Raises ValueError."""
    bare = "".join(said.split()).lower()
    if re.fullmatch("[0-9a-f]{32,64}", bare):
        return bare[:32]
    given = re.findall("[a-z]+", said.lower())
    if len(given) != 12:
        raise ValueError("an anchor has 12 words; %d were given" % len(given))
    index, number = {word[:4]: place for place, word in enumerate(WORDS)}, 0
    for place, word in enumerate(given, start=1):
        if word[:4] not in index:
            raise ValueError("word %d, %r, is not in the list" % (place, word[:20]))
        number = number << 11 | index[word[:4]]
    head = (number >> 4).to_bytes(16, "big")
    if number & 15 != check(head):
        raise ValueError("the words do not belong together: one was misread, or two were swapped")
    return head.hex()


def check(head):
    return hashlib.sha256(head).digest()[0] >> 4


def anchors(path):
    """(sequence, digest, time) of every anchor in a file; what is no anchor is passed over."""
    found = []
    with open(path, "rb") as file:
        for line in file:
            try:
                each = json.loads(line)
                found.append((int(each["sequence"]), str(each["digest"]), str(each["time"])))
            except (ValueError, LookupError, TypeError, RecursionError):
                continue
    return found


def shown(line):
    """A line's time and event, made safe to print."""
    each = json.loads(line)
    return ascii(str(each["time"]))[1:-1][:40] + "  " + ascii(str(each["what"]))[1:-1][:60]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--anchor", action="append", default=[], metavar="WORDS", help="twelve words, or a digest")
    parser.add_argument("--anchors", action="append", default=[], metavar="FILE", help="a file of anchors")
    given = parser.parse_args()
    try:
        with open(given.log, "rb") as file:
            content = file.read()
        kept = [each for path in given.anchors for each in anchors(path)]
        begun = [beginning(each) for each in given.anchor]
    except (OSError, ValueError) as error:
        print(ascii(str(error))[1:-1], file=sys.stderr)
        return 2
    if given.anchors and not kept:
        print("the file of anchors holds none", file=sys.stderr)
        return 2
    digests, why, torn = follow(content)
    lines, wrong = content.split(b"\n"), 0
    print("%d events hold" % len(digests))
    if digests:
        print("first  %s\nlast   %s" % (shown(lines[0]), shown(lines[len(digests) - 1])))
        print("head   %s\n       %s" % (digests[-1], words(digests[-1])))
    if why:
        wrong += 1
        print("LINE %d DOES NOT HOLD: %s" % (len(digests) + 1, why))
    elif torn:
        wrong += 1
        print("THE LAST LINE IS UNFINISHED (%d bytes): written when the machine stopped, or cut" % len(torn))
    for each in begun:
        at = next((number for number, digest in enumerate(digests, start=1) if digest.startswith(each)), 0)
        wrong += not at
        print("anchor %s..: %s" % (each[:12], "event %d" % at if at else "NO SUCH EVENT: the log was cut or replaced"))
    for sequence, digest, time in kept:
        holds = 0 < sequence <= len(digests) and digests[sequence - 1] == digest
        wrong += not holds
        if not holds:
            print("anchor of %s: EVENT %d IS NOT WHAT IT WAS: cut or replaced" % (ascii(time)[1:-1][:40], sequence))
    if kept:
        print("%d anchors of files compared" % len(kept))
    if not kept and not begun:
        print("no anchor was given: a cut at the end, or a log exchanged whole, would not show")
    print("THE LOG IS NOT WHAT IT WAS" if wrong else "the log holds")
    return 1 if wrong else 0


WORDS = """
ability able above abroad absence absolute abstract academic acorn action actor adapt addition adjacent admire
adopt advance advise afford after against agile agree ahead aircraft airline airport airy alarm album alert
alley allow almond along alphabet already also aluminum amber among amount ample anchor angle ankle another
answer anthem antique anyone anywhere apart apparent appear apple approach apricot apron aquarium arch arena
argue armor arose around arrive arrow article artwork aside aspen assist athletic atlas atom attend attic
attorney attract audience aunt author autumn avenue average avid avoid award away backpack bacon badge bagpipe
bakery balance balcony ball bamboo banana band banjo banner bare bargain barley barn barrel basil bathe baton
battery bazaar beach beagle bean beard beaver because become bedroom bedtime been beer beetle before began begin
begun behavior behind behold belfry believe bell belong bench bend benefit berry best better between beyond
bicycle billion birch bird birth biscuit bison blanket blast blend blizzard bloom blossom blouse blue board boat
bobcat body boil bold bond bonfire bonnet bookcase boot border borrow both bottle bought boulder bounce bouquet
bowl bracelet bramble branch brass brave bread breeze brick bridge brief bright bring broad broccoli broken
bronze brook brother brought brown brush bucket buffalo buggy bugle build bulk bullet bumper bungalow burrow
bushel butter cabbage cabin cactus cake calendar calf calm camel campus canal candle cannot canoe canvas canyon
capable cape captain caravan carbon careful cargo carol carpet carrot carve case cashew castle casual catch
category cattle caution cave cedar celery cellar cement century ceramic cereal certain chair chalk chamber
channel chapel chariot check cheerful cherry chestnut chew chicory child chime chip chisel choice choose chorus
chosen cider cinema cinnamon cipher circle citizen citrus civil clap clarinet classic clay clean clerk clever
cliff climb clock close cloth cloud clover coach coal coast cobalt cobbler cobra coconut codfish coffee coin
cold collar colony column combine comet comfort commend compass concert condor confirm consider control convoy
cook cool copper copy coral cork corn corridor cosmos cost cottage couch could county courage cousin cover
coyote cozy cradle crane crater crayon cream credit crescent crew cricket crimson crisp critical crocus cross
crown cruise crumb crystal cube cubic cuckoo culture cupboard cure curfew curious curry curtain cushion custard
cycle cymbal cypress dainty daisy damsel dance dangle daring dark database daughter dawn deal dear decade decide
deck declare decorate decrease deep deer defend degree deliver delta demand denim dense depart depth describe
desert design despite dessert destroy develop device dial diamond diary diesel digit dinghy dinner diploma
discover dish disk display distinct diverse divide dizzy dock doctor document dollar dolphin domestic domino
done donkey door double dough dove download dozen draft dragon dramatic drawer dream dress drift drink drive
drizzle drop drowsy drum duchess duck dune durable dusk dust duty dynasty each eager eagle earl earn earth easel
east easy echo eclair eclipse economic edge edible edit effect effort eight either elastic elbow elder elect
elegant elephant elevator else embark ember emblem embrace emerald emperor empire empty encore energy engine
enjoy enlist enough ensure enter entire entrance envelope episode epoch equator equip erase error escape essay
estate estimate estuary eternal evening every evidence evolve exact examine excel excuse exercise exhale exhibit
expand explore express extend extra eyebrow fabric face factory faculty fair faith falcon fall family famous
fancy farm fashion fast father fault favor feather feed feel feet fence fern ferry festival fetch fewer fiction
fiddle field fifth figure file fill film filter final finch find fine finger finish fire firm first fish five
fjord flag flame flannel flask flat fleece flight flint flock floor floral flour flower fluent fluffy fluid
flurry flute foam fold follow fond foot forest forge fork formal fort forum forward fossil fountain four
fragrant frame frank freckle free freight frequent fresco friendly frigate frog from frontier frost frozen
frugal fruit fudge fuel full function funny furnace further future fuzzy gadget galaxy gallery gander garage
garden garlic garnet gate gather gauge gave gazelle geese gemstone general genial gentle geyser giant gift
giraffe give glacier glad glass gleam glide glimmer glitter globe glossy glove glow goal goat goblet gold
gondola good goose gorge gospel gourd grain grammar granite grape grass grateful gravel great green grey griddle
grocer ground grove grow guard guava guess guide guitar gulf gull gymnast habit hail hairpin half halibut halt
hamlet hammer handy happy harbor hardy hare harmony harness harp harvest hasty hatch haven hawk hazel headline
heal heart heath heavy hedge height heir held helmet helpful herald here hermit heron herself hexagon hickory
hidden high hike hill himself hinge history hive hobby hold holiday hollow homeland honey honor hood hook hope
horizon horn hospital hotel hour house hover however huge human humble humor hump hung hunter hurdle hurry husky
hyacinth icicle ideal identity idiom igloo imagine impact improve inch incident include income increase index
indigo indoor industry infant inform inhale inland inlet inner innocent input inquiry insect inside inspire
instead intact interest into invent invite iodine iris iron island issue item itself ivory jacket jade jaguar
january jasmine jaunty jelly jersey jest jewel jigsaw jockey joint joker jolly journey jovial jubilee judge
judicial juggle juice july jumper junction june jungle juniper jury just karate kayak keel keen keep kennel kept
kernel kettle keyboard kiln kilt kind king kiosk kitchen kite kitten kiwi knee knew knife knight knit knot know
koala label labor lace lack ladder ladybird lagoon laid lake lamb land language lantern larch large lark lasso
last late lattice laugh launch laurel lava lavender lawn lawyer layout lazy lead leaf league lean leap learn
least leather left legal legend leisure lemon lend length lentil leopard lettuce lever library lichen lifetime
lift light like lilac lily limber lime limit linen link lion liquid listen little lively lizard llama load loaf
lobster local locket logic logo long look loose lotus loud lovely lower loyal lucky luggage lullaby lumber lunar
lunch lupin lute luxury lynx lyric machine made magazine magic magnet magpie mahogany mail maize major make
mallet mammoth manage mango manner manor mantle many maple marathon marble march marigold market maroon marriage
marsh marzipan mascot mask mason mast match material matrix mattress mature maximum maybe mayor meadow meal mean
measure medal medicine meet mellow melody memory mend mention menu merchant merge merry message meteor method
metro middle midnight midwife mighty migrate mild mile military milk mill mind mingle minimal minor mint minute
miracle mirror mission mist mitten mixture moat mocha modern moist mold mole moment monarch money monitor monkey
moon moose moral more mosaic moss most moth motion motor mountain mouse move movie much muffin mule mural muscle
museum music muslin mustard mutual myrtle mystery napkin narrow narwhal native nature naval navigate near neat
nectar needle nephew nest network never next nibble nickel night nimble nine ninth noble nobody noise nomad
nominee none noodle normal north nose notebook notice nourish novel nozzle nudge nugget number nurse nutmeg
nylon oasis obey object oblong oboe observe obtain ocarina occasion occur ocean ocelot octagon octopus offer
office often oldest olive olympic omelette once onion onto onyx opal open opera opinion opposite optic oral
orange orbit orchard order ordinary oregano organ origin ornament osprey ostrich other otter outbreak outcome
outdoor outer outfit outlook output outside oval oven overcoat oxygen oyster package paddle pageant paid painter
pair pajamas palace pale palm pancake panda panther papaya paper paprika papyrus parade parcel pardon park
parlor parrot parsley partner pass pastel patch path patio patron pattern pause pavilion payment peach peanut
pear pebble pecan pedal peel pelican penalty penguin people pepper percent perform period permit person petal
petition pharaoh pheasant phone photo phrase physics piano pick picnic picture piece pier pigeon pilgrim pillow
pilot pine pink pinnacle pioneer piper pirate pitcher pizza placid plain plank plaster plateau play plaza
pleasant plenty plot plow plum plural pocket poem point polar polite polka polygon pond pony popcorn poplar
poppy porch portrait position possible postcard potato pottery pour powder power practice prairie prawn precise
prelude prepare press pretty prime prince prior prism private prize problem produce program promise proof proper
protect proud provide public puddle pull pulse pumpkin pupil puppet pure purple pursue push puzzle pyramid quail
quality quantity quarry queen quest quick quiet quill quince quiver quiz quota rabbit raccoon race radar radish
raft ragtime rail rain raisin rally ramp ranch range rapid rare rate rather rattle raven razor reach ready real
rear reason rebound receive recipe record reed reef reflect refresh regal region regular reindeer relax relief
remember renew rent repair repeat reply republic rescue resin respond rest result return reveal review reward
rhubarb rhyme rhythm ribbon rice rich riddle ride ridge right ring rinse ripe rise risk ritual rival river road
roam roast robin robust rocket rodeo role roll romance roof root rope rose rosy rotation rotunda round rowboat
royal rubber ruby rudder rugby ruler rural rust saddle safe saffron saga sage said sail sake salad sale salmon
salty salute same sample sand sapphire sardine satchel satin saturn sauce sausage save saxon scale scarf scatter
scenic scheme school science scissors scooter scope score scout screen script scroll sculptor seal search
seashore seat seaweed second secret section security seed seek seen select self sell seminar senator send sense
sent separate sepia sequence serene session settle seven shadow shake shallow shape shark shawl sheep shell
shepherd sheriff shield shift shiny ship shoe short shot should shovel show shrimp shrub shut sidewalk siege
sierra sift signal silent silk silo silver similar simple sincere singer siren sister situate sixteen size skate
skein sketch skillet skip skirt skyline slate sled sleep sleigh slender slide slim slipper slope slow small
smart smile smoke smooth snail snapshot snorkel snow snug soap sober soccer society sofa soft soil solar soldier
sole solid solve some sonata song sonnet soon soprano sorrel sort sought sound soup south souvenir space spade
spaniel spark spear special speedy spend sphere spice spider spinach spiral spite split sponge spoon sport
spotless spread spring sprout spruce spur squash squid stable stadium staff stage stairs stallion stamp stand
star station stay steam steel stencil stereo stew still stir stitch stone stop stork stove straw stream string
stroll studio sturdy style subject subtle subway success such sudden sugar suggest suitcase sultan summer sunday
sunny sunset super supple sure surface surprise survive suspect swallow swamp swan swap sweater sweet swift swim
swing switch sworn symbol symphony syntax syrup table tackle tadpole tailor take talent talk tall tambour tame
tandem tango tank tapestry target tartan task taste tavern taxi teacup teammate teapot tear teddy tell temple
tender tennis tenor tent terrace test textile thank thatch theatre their theme then theory thermal these they
thicket thimble thin thirsty thistle those thousand thread throne thrush thumb thunder tiara ticket tidal tidy
tiger tight tilt timber time tinsel tiny tissue title toast today together token toll tomato tone tonic took
topaz topic torch tornado tortoise toss total totem toucan tough tourist toward tower tractor trade traffic
train tram tranquil travel treasure tree trellis trend triangle tribute tricycle trident trim trip triumph
trolley tropic trot trout truce true truffle trumpet trunk trusty truth tuck tulip tumble tundra tune tunnel
turban turkey turnip turtle tutor tweed twelve twenty twice twig twilight twine twirl twist type ukulele
ultimate umbrella umpire unable uncle under unfold unicorn uniform unique unite universe unknown unlock untie
unusual unwrap upbeat update uphold upon upper upstream urban urchin usage useful usher usual utensil utility
vacuum valiant valley value vanilla vary vast vault vector vehicle velvet venture venue verandah verdict verse
vessel veteran vicinity victory video vigor village vine vintage vinyl viola viper virtue visit vista visual
vitamin vivid vocal voice volcano vole volley voltage volume vote voyage wade wafer waffle wagon waist wait wake
walk wallet walnut walrus waltz wander want warbler warden warm warrior wash wasp watch water wave wavy wealth
wear weasel weather weaver wedding wedge weekend weigh welcome well were west whale wharf whatever wheat wheel
when where whether which while whisker whittle whoever whole whom whose wide widget width wiggle wigwam wild
willow window wine wink winner winter wipe wire wisdom wise wish with witness witty wizard wombat wonder
woodland wool work worth would woven wrap wreath wren wrist write yacht yarn yawn yearbook yellow yeoman yield
yodel yogurt yolk yonder young your youth zebra zenith zephyr zero zesty zigzag zinc zither zone zoom
""".split()

if __name__ == "__main__":
    sys.exit(main())
