NAME infeasible
ROWS
 N obj
 E market_0
 E market_1
 E market_2
COLUMNS
    MARKER0 'MARKER' 'INTORG'
    give_0 obj 1
    give_0 market_0 61
    give_0 market_1 15
    give_0 market_2 83
    give_1 obj 1
    give_1 market_0 25
    give_1 market_1 89
    give_1 market_2 46
    give_2 obj 1
    give_2 market_0 97
    give_2 market_1 31
    give_2 market_2 74
    give_3 obj 1
    give_3 market_0 94
    give_3 market_1 85
    give_3 market_2 92
    give_4 obj 1
    give_4 market_0 6
    give_4 market_1 78
    give_4 market_2 21
    give_5 obj 1
    give_5 market_0 18
    give_5 market_2 25
    give_6 obj 1
    give_6 market_0 19
    give_6 market_1 47
    give_6 market_2 55
    give_7 obj 1
    give_7 market_0 17
    give_7 market_1 54
    give_7 market_2 18
    give_8 obj 1
    give_8 market_0 58
    give_8 market_1 46
    give_8 market_2 68
    give_9 obj 1
    give_9 market_0 34
    give_9 market_1 10
    give_9 market_2 67
    give_10 obj 1
    give_10 market_0 48
    give_10 market_1 71
    give_10 market_2 67
    give_11 obj 1
    give_11 market_0 23
    give_11 market_1 25
    give_11 market_2 94
    give_12 obj 1
    give_12 market_0 95
    give_12 market_1 35
    give_12 market_2 42
    give_13 obj 1
    give_13 market_0 67
    give_13 market_1 41
    give_13 market_2 92
    give_14 obj 1
    give_14 market_0 66
    give_14 market_1 29
    give_14 market_2 97
    give_15 obj 1
    give_15 market_0 11
    give_15 market_1 45
    give_15 market_2 88
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS market_0 369
    RHS market_1 350
    RHS market_2 514
BOUNDS
 BV BND give_0
 BV BND give_1
 BV BND give_2
 BV BND give_3
 BV BND give_4
 BV BND give_5
 BV BND give_6
 BV BND give_7
 BV BND give_8
 BV BND give_9
 BV BND give_10
 BV BND give_11
 BV BND give_12
 BV BND give_13
 BV BND give_14
 BV BND give_15
ENDATA
