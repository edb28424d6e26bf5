NAME Aggregate planning: shipyard blocks
ROWS
 N obj
 E staffing(quarter_1)
 E staffing(quarter_2)
 E staffing(quarter_3)
 E staffing(quarter_4)
 E staffing(quarter_5)
 E staffing(quarter_6)
 E staffing(quarter_7)
 E staffing(quarter_8)
 L by_staff(quarter_1)
 L by_staff(quarter_2)
 L by_staff(quarter_3)
 L by_staff(quarter_4)
 L by_staff(quarter_5)
 L by_staff(quarter_6)
 L by_staff(quarter_7)
 L by_staff(quarter_8)
 E balance(quarter_1)
 E balance(quarter_2)
 E balance(quarter_3)
 E balance(quarter_4)
 E balance(quarter_5)
 E balance(quarter_6)
 E balance(quarter_7)
 E balance(quarter_8)
COLUMNS
    MARKER0 'MARKER' 'INTORG'
    workers(quarter_1) obj 6900
    workers(quarter_1) staffing(quarter_1) 1
    workers(quarter_1) staffing(quarter_2) -1
    workers(quarter_1) by_staff(quarter_1) -10
    workers(quarter_2) obj 6900
    workers(quarter_2) staffing(quarter_2) 1
    workers(quarter_2) staffing(quarter_3) -1
    workers(quarter_2) by_staff(quarter_2) -10
    workers(quarter_3) obj 6900
    workers(quarter_3) staffing(quarter_3) 1
    workers(quarter_3) staffing(quarter_4) -1
    workers(quarter_3) by_staff(quarter_3) -10
    workers(quarter_4) obj 6900
    workers(quarter_4) staffing(quarter_4) 1
    workers(quarter_4) staffing(quarter_5) -1
    workers(quarter_4) by_staff(quarter_4) -10
    workers(quarter_5) obj 6900
    workers(quarter_5) staffing(quarter_5) 1
    workers(quarter_5) staffing(quarter_6) -1
    workers(quarter_5) by_staff(quarter_5) -10
    workers(quarter_6) obj 6900
    workers(quarter_6) staffing(quarter_6) 1
    workers(quarter_6) staffing(quarter_7) -1
    workers(quarter_6) by_staff(quarter_6) -10
    workers(quarter_7) obj 6900
    workers(quarter_7) staffing(quarter_7) 1
    workers(quarter_7) staffing(quarter_8) -1
    workers(quarter_7) by_staff(quarter_7) -10
    workers(quarter_8) obj 6900
    workers(quarter_8) staffing(quarter_8) 1
    workers(quarter_8) by_staff(quarter_8) -10
    hired(quarter_1) obj 3100
    hired(quarter_1) staffing(quarter_1) -1
    hired(quarter_2) obj 3100
    hired(quarter_2) staffing(quarter_2) -1
    hired(quarter_3) obj 3100
    hired(quarter_3) staffing(quarter_3) -1
    hired(quarter_4) obj 3100
    hired(quarter_4) staffing(quarter_4) -1
    hired(quarter_5) obj 3100
    hired(quarter_5) staffing(quarter_5) -1
    hired(quarter_6) obj 3100
    hired(quarter_6) staffing(quarter_6) -1
    hired(quarter_7) obj 3100
    hired(quarter_7) staffing(quarter_7) -1
    hired(quarter_8) obj 3100
    hired(quarter_8) staffing(quarter_8) -1
    dismissed(quarter_1) obj 3900
    dismissed(quarter_1) staffing(quarter_1) 1
    dismissed(quarter_2) obj 3900
    dismissed(quarter_2) staffing(quarter_2) 1
    dismissed(quarter_3) obj 3900
    dismissed(quarter_3) staffing(quarter_3) 1
    dismissed(quarter_4) obj 3900
    dismissed(quarter_4) staffing(quarter_4) 1
    dismissed(quarter_5) obj 3900
    dismissed(quarter_5) staffing(quarter_5) 1
    dismissed(quarter_6) obj 3900
    dismissed(quarter_6) staffing(quarter_6) 1
    dismissed(quarter_7) obj 3900
    dismissed(quarter_7) staffing(quarter_7) 1
    dismissed(quarter_8) obj 3900
    dismissed(quarter_8) staffing(quarter_8) 1
    MARKER1 'MARKER' 'INTEND'
    make(quarter_1) by_staff(quarter_1) 1
    make(quarter_1) balance(quarter_1) 1
    make(quarter_2) by_staff(quarter_2) 1
    make(quarter_2) balance(quarter_2) 1
    make(quarter_3) by_staff(quarter_3) 1
    make(quarter_3) balance(quarter_3) 1
    make(quarter_4) by_staff(quarter_4) 1
    make(quarter_4) balance(quarter_4) 1
    make(quarter_5) by_staff(quarter_5) 1
    make(quarter_5) balance(quarter_5) 1
    make(quarter_6) by_staff(quarter_6) 1
    make(quarter_6) balance(quarter_6) 1
    make(quarter_7) by_staff(quarter_7) 1
    make(quarter_7) balance(quarter_7) 1
    make(quarter_8) by_staff(quarter_8) 1
    make(quarter_8) balance(quarter_8) 1
    stock(quarter_1) obj 387
    stock(quarter_1) balance(quarter_1) -1
    stock(quarter_1) balance(quarter_2) 1
    stock(quarter_2) obj 387
    stock(quarter_2) balance(quarter_2) -1
    stock(quarter_2) balance(quarter_3) 1
    stock(quarter_3) obj 387
    stock(quarter_3) balance(quarter_3) -1
    stock(quarter_3) balance(quarter_4) 1
    stock(quarter_4) obj 387
    stock(quarter_4) balance(quarter_4) -1
    stock(quarter_4) balance(quarter_5) 1
    stock(quarter_5) obj 387
    stock(quarter_5) balance(quarter_5) -1
    stock(quarter_5) balance(quarter_6) 1
    stock(quarter_6) obj 387
    stock(quarter_6) balance(quarter_6) -1
    stock(quarter_6) balance(quarter_7) 1
    stock(quarter_7) obj 387
    stock(quarter_7) balance(quarter_7) -1
    stock(quarter_7) balance(quarter_8) 1
    stock(quarter_8) obj 387
    stock(quarter_8) balance(quarter_8) -1
RHS
    RHS staffing(quarter_1) 14
    RHS balance(quarter_1) 131
    RHS balance(quarter_2) 165
    RHS balance(quarter_3) 202
    RHS balance(quarter_4) 176
    RHS balance(quarter_5) 205
    RHS balance(quarter_6) 122
    RHS balance(quarter_7) 175
    RHS balance(quarter_8) 120
BOUNDS
 PL BND workers(quarter_1)
 PL BND workers(quarter_2)
 PL BND workers(quarter_3)
 PL BND workers(quarter_4)
 PL BND workers(quarter_5)
 PL BND workers(quarter_6)
 PL BND workers(quarter_7)
 PL BND workers(quarter_8)
 PL BND hired(quarter_1)
 PL BND hired(quarter_2)
 PL BND hired(quarter_3)
 PL BND hired(quarter_4)
 PL BND hired(quarter_5)
 PL BND hired(quarter_6)
 PL BND hired(quarter_7)
 PL BND hired(quarter_8)
 PL BND dismissed(quarter_1)
 PL BND dismissed(quarter_2)
 PL BND dismissed(quarter_3)
 PL BND dismissed(quarter_4)
 PL BND dismissed(quarter_5)
 PL BND dismissed(quarter_6)
 PL BND dismissed(quarter_7)
 PL BND dismissed(quarter_8)
ENDATA
