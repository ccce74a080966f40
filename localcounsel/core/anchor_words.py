"""The 2,048 words in which the head of an audit log is read out and written down: one word is eleven bits.

Plain English words of four to eight letters, in alphabetical order, no two with the same first four letters, so that
a word that was misheard or half erased is still one word. The order is part of the format and never changes:
`scripts/audit_verify.py` carries the same list.
"""

from __future__ import annotations

WORDS: tuple[str, ...] = tuple(
    """
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
)
